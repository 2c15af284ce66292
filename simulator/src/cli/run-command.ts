import type { Argv, CommandModule, Options } from "yargs";
import { DEFAULT_CONNECT_RATE } from "../fleet/defaults.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  nodes: { type: "number", default: 10, alias: "n", describe: "number of nodes" },
  homes: { type: "number", describe: "homes that the nodes are spread over [default: one each]" },
  interval: {
    type: "number",
    alias: "i",
    describe: "heartbeat of telemetry, s [default: the node's own, 30]",
  },
  qos: { type: "number", choices: [0, 1], describe: "QoS of telemetry [default: the node's own, 0]" },
  broker: {
    type: "string",
    alias: "b",
    default: "embedded",
    describe: "mqtt://host:port, mqtts://host:port, or embedded",
  },
  username: {
    type: "string",
    alias: "u",
    describe: "the password comes from HOMESYNC_MQTT_PASSWORD or --password-file",
  },
  "password-file": { type: "string", describe: "file that holds the password" },
  "ca-file": {
    type: "string",
    describe: "file with the certificates (PEM) to trust instead of the system's",
  },
  insecure: {
    type: "boolean",
    default: false,
    describe: "connect unencrypted to another machine",
  },
  yes: {
    type: "boolean",
    alias: "y",
    default: false,
    describe: "do not ask before using a broker on another machine",
  },
  seed: { type: "number", describe: "the same seed gives the same fleet [default: by lot]" },
  "home-prefix": {
    type: "string",
    describe: "homes are named PREFIX-0001, ... [default: sim- and the run]",
  },
  rate: {
    type: "number",
    default: DEFAULT_CONNECT_RATE,
    describe: "nodes switched on in a second, at most",
  },
  duration: { type: "number", alias: "d", describe: "end after so many seconds" },
  keep: {
    type: "boolean",
    default: false,
    describe: "leave sessions and retained messages on the broker",
  },
  quiet: { type: "boolean", alias: "q", default: false, describe: "no progress" },
  json: { type: "boolean", default: false, describe: "print the summary as JSON" },
};

/** `homesync-sim run`. Only the options are here: what runs is loaded when it runs, so that help is quick. */
export function runCommand(terminal: Terminal): CommandModule<object, RunArguments> {
  return {
    command: "run",
    describe: "run a fleet of virtual nodes until Ctrl-C",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<RunArguments>,
    handler: async (args) => {
      const { runFleet } = await import("./run-fleet.ts");
      await runFleet(args, terminal);
    },
  };
}
