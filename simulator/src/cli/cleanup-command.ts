import type { Argv, CommandModule, Options } from "yargs";
import { brokerOptions } from "./broker-options.ts";
import type { CleanupArguments } from "./run-cleanup.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  "home-prefix": {
    type: "string",
    default: "sim-",
    requiresArg: true,
    describe: "homes whose names begin so",
  },
  seed: { type: "number", describe: "of the run, when its homes have names of their own" },
  homes: { type: "number", describe: "homes of the run [default: as many as the highest one found]" },
  running: {
    type: "boolean",
    default: false,
    describe: "also nodes whose status says that they are there",
  },
  "dry-run": { type: "boolean", default: false, describe: "only tell what would be removed" },
  ...brokerOptions(),
};

/** `homesync-sim cleanup`. What runs is loaded when it runs, so that help is quick. */
export function cleanupCommand(terminal: Terminal): CommandModule<object, CleanupArguments> {
  return {
    command: "cleanup",
    describe: "remove the sessions and retained topics that a killed run left on a broker",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<CleanupArguments>,
    handler: async (args) => {
      const { runCleanup } = await import("./run-cleanup.ts");
      await runCleanup(args, terminal);
    },
  };
}
