import type { Argv, CommandModule } from "yargs";
import type { Terminal } from "./terminal.ts";

interface FilesArguments {
  readonly files: readonly string[];
}

/** `homesync-sim scenario`: what has to do with scenario files but running them. */
export function scenarioCommand(terminal: Terminal): CommandModule {
  return {
    command: "scenario",
    describe: "check scenario files, list the ready ones, or print their schema",
    builder: (yargs) =>
      yargs
        .command<FilesArguments>({
          command: "validate <files..>",
          describe: "report everything that is wrong with scenario files",
          builder: (sub) =>
            sub.positional("files", {
              type: "string",
              array: true,
              demandOption: true,
              describe: "YAML or JSON files, or names of ready scenarios",
            }) as Argv<FilesArguments>,
          handler: async ({ files }) => {
            const { validateScenarios } = await import("./scenario-files.ts");
            await validateScenarios(files, terminal);
          },
        })
        .command("list", "list the ready scenarios", {}, async () => {
          const { listScenarios } = await import("./scenario-files.ts");
          await listScenarios(terminal);
        })
        .command("schema", "print the JSON Schema of scenario files, for editors", {}, async () => {
          const { scenarioJsonSchema } = await import("../scenario/json-schema.ts");
          terminal.out(scenarioJsonSchema());
        })
        .demandCommand(1, "give one of validate, list or schema")
        .strict(),
    handler: () => undefined,
  };
}
