import type { Argv, CommandModule, Options } from "yargs";
import { keepYoungGenerationSmall } from "../fleet/young-generation.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  scale: { default: 1, describe: "run with so much of the nodes, homes and command rate, such as 0.01" },
  "time-scale": { default: 1, describe: "run phases and faults in so much of their time" },
  yes: {
    type: "boolean",
    alias: "y",
    default: false,
    describe: "do not ask before using a broker on another machine",
  },
  quiet: { type: "boolean", alias: "q", default: false, describe: "no progress" },
  json: { type: "boolean", default: false, describe: "print the report as JSON" },
  screen: { type: "boolean", default: true, describe: "the live screen; --no-screen shows a line instead" },
};

const ALIASES: Readonly<Record<string, string>> = {
  nodes: "n",
  interval: "i",
  broker: "b",
  username: "u",
  duration: "d",
};

/** `homesync-sim run`. What runs is loaded when it runs, and the scenario's fields when they are asked for. */
export function runCommand(terminal: Terminal): CommandModule<object, RunArguments> {
  return {
    command: "run [scenario]",
    describe: "run a scenario, or a fleet of virtual nodes until Ctrl-C",
    builder: (async (yargs: Argv) => {
      const { FLAGS } = await import("../scenario/flags.ts");
      const fields = FLAGS.map(({ name, form, repeats, describe }): [string, Options] => {
        const alias = ALIASES[name];
        return [
          name,
          {
            describe,
            group: "Fields of the scenario, which they override:",
            requiresArg: form.type !== "boolean",
            ...(repeats ? { type: "array" as const, string: true } : optionType(form.type)),
            ...(alias === undefined ? {} : { alias }),
          },
        ];
      });
      return yargs
        .positional("scenario", {
          type: "string",
          describe: "a YAML or JSON file, or the name of a ready scenario (homesync-sim scenario list)",
        })
        .options(OPTIONS)
        .options(Object.fromEntries(fields));
    }) as unknown as (yargs: Argv) => Argv<RunArguments>,
    handler: async (args) => {
      const { readRunScenario } = await import("./read-run-scenario.ts");
      const scenario = await readRunScenario(args);
      keepYoungGenerationSmall();
      const { runScenario } = await import("./run-scenario.ts");
      await runScenario(scenario, args, terminal);
    },
  };
}

/** A number has no type here: the scenario's own check says better than yargs what is wrong with one. */
function optionType(type: string | undefined): Options {
  if (type === "boolean") return { type: "boolean" };
  return type === "string" ? { type: "string" } : {};
}
