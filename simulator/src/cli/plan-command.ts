import type { Argv, CommandModule, Options } from "yargs";
import type { PlanArguments } from "./run-plan.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  plan: {
    type: "string",
    default: "hivemq-free",
    describe: "hivemq-free, hivemq-starter, hivemq-business, or all",
  },
  nodes: { type: "number", default: 30, alias: "n", describe: "number of nodes" },
  homes: { type: "number", describe: "homes that the nodes are spread over [default: one each]" },
  interval: {
    type: "number",
    alias: "i",
    describe: "heartbeat of telemetry, s [default: the node's own, 30]",
  },
  qos: { type: "number", choices: [0, 1], describe: "QoS of telemetry [default: the node's own, 0]" },
  subscribers: { type: "number", default: 1, describe: "who gets a copy of everything, such as the bridge" },
  commands: { type: "number", default: 20, describe: "commands to each node in a day" },
  sample: {
    type: "number",
    default: 30,
    describe: "nodes to measure, at most; the rest is taken to be like them",
  },
  tls: { type: "boolean", default: true, describe: "with the overhead of TLS; --no-tls without" },
  seed: { type: "number", default: 1, describe: "the same seed gives the same homes" },
  json: { type: "boolean", default: false, describe: "print as JSON" },
};

/** `homesync-sim plan`. What runs is loaded when it runs, so that help is quick. */
export function planCommand(terminal: Terminal): CommandModule<object, PlanArguments> {
  return {
    command: "plan",
    describe: "tell whether a fleet fits a broker's plan, from its real frames",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<PlanArguments>,
    handler: async (args) => {
      const { runPlan } = await import("./run-plan.ts");
      await runPlan(args, terminal);
    },
  };
}
