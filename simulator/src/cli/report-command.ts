import type { Argv, CommandModule } from "yargs";
import type { MergeArguments } from "./merge-arguments.ts";
import type { Terminal } from "./terminal.ts";

/** `homesync-sim report`: what has to do with reports of runs that are over. */
export function reportCommand(terminal: Terminal): CommandModule {
  return {
    command: "report",
    describe: "merge the reports of the shards of a run",
    builder: (yargs) =>
      yargs
        .command<MergeArguments>({
          command: "merge <files..>",
          describe: "judge the shards of one run as a whole",
          builder: (sub) =>
            sub
              .positional("files", {
                type: "string",
                array: true,
                demandOption: true,
                describe: "reports written with --report-json",
              })
              .options({
                json: { type: "boolean", default: false, describe: "print the report as JSON" },
                "report-text": { type: "string", describe: "file for the report as text" },
                "report-json": { type: "string", describe: "file for the report as JSON" },
                "report-junit": { type: "string", describe: "file for the report as JUnit XML" },
                "report-html": { type: "string", describe: "file for the report as a page" },
              }) as unknown as Argv<MergeArguments>,
          handler: async (args) => {
            const { mergeFiles } = await import("./merge-reports.ts");
            await mergeFiles(args, terminal);
          },
        })
        .demandCommand(1, "give: homesync-sim report merge a.json b.json")
        .strict(),
    handler: () => undefined,
  };
}
