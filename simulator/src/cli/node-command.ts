import type { Argv, CommandModule, Options } from "yargs";
import { brokerOptions } from "./broker-options.ts";
import type { NodeArguments } from "./run-node.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  interval: {
    type: "number",
    alias: "i",
    describe: "heartbeat of telemetry, s [default: the node's own, 30]",
  },
  seed: { type: "number", describe: "the same seed gives the same node [default: by lot]" },
  "home-prefix": {
    type: "string",
    requiresArg: true,
    describe: "its home is named PREFIX-0001 [default: sim- and the seed]",
  },
  "update-key-file": {
    type: "string",
    requiresArg: true,
    describe: "file with the public key (PEM) that it trusts for updates [default: it refuses all]",
  },
  ...brokerOptions("embedded"),
};

/** `homesync-sim node`. What runs is loaded when it runs, so that help is quick. */
export function nodeCommand(terminal: Terminal): CommandModule<object, NodeArguments> {
  return {
    command: "node",
    describe: "one node in the terminal, to poke; commands are typed, or read from the input",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<NodeArguments>,
    handler: async (args) => {
      const { runNode } = await import("./run-node.ts");
      await runNode(args, terminal);
    },
  };
}
