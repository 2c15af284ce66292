import type { Argv, CommandModule, Options } from "yargs";
import { brokerOptions } from "./broker-options.ts";
import type { ConformArguments } from "./run-conform.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  home: { type: "string", requiresArg: true, describe: "home_id of the node to check" },
  node: {
    type: "string",
    requiresArg: true,
    describe: "node_id of the node to check [default: a virtual one, made for it]",
  },
  erase: {
    type: "boolean",
    default: false,
    describe: "also try what erases the node's energy counter and configuration",
  },
  only: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "run these checks alone, by their names",
  },
  junit: { type: "string", requiresArg: true, describe: "file for a JUnit report" },
  json: { type: "boolean", default: false, describe: "print the findings as JSON" },
  ...brokerOptions("embedded"),
};

/** `homesync-sim conform`. What runs is loaded when it runs, so that help is quick. */
export function conformCommand(terminal: Terminal): CommandModule<object, ConformArguments> {
  return {
    command: "conform",
    describe: "check a node, virtual or a real board, against the protocol",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<ConformArguments>,
    handler: async (args) => {
      const { runConform } = await import("./run-conform.ts");
      await runConform(args, terminal);
    },
  };
}
