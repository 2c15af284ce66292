import type { Argv, CommandModule, Options } from "yargs";
import type { BackfillArguments } from "./backfill-arguments.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  nodes: { type: "number", default: 10, alias: "n", describe: "number of nodes" },
  homes: { type: "number", describe: "homes that the nodes are spread over [default: one each]" },
  interval: { type: "number", alias: "i", default: 30, describe: "heartbeat of telemetry, s" },
  seed: { type: "number", default: 1, describe: "the same seed and times give the same bytes" },
  "home-prefix": {
    type: "string",
    describe: "homes are named PREFIX-0001, ... [default: made from the seed]",
  },
  days: { type: "number", alias: "d", default: 1, describe: "days of history, ending at --to" },
  from: { type: "string", describe: "first moment, such as 2026-01-01T00:00:00Z, instead of --days" },
  to: { type: "string", describe: "end [default: the beginning of today, UTC]" },
  "every-sample": {
    type: "boolean",
    default: false,
    describe:
      "let nodes take all their samples, one a second: changes are seen at once, for three times the time",
  },
  format: { choices: ["line", "json"], default: "line", describe: "InfluxDB line protocol, or JSON lines" },
  output: {
    type: "string",
    alias: "o",
    describe: "file; compressed when it ends in .gz [default: standard output]",
  },
  influx: { type: "string", describe: "write into InfluxDB at this URL, such as http://127.0.0.1:8086" },
  database: { type: "string", default: "homesync", describe: "its database (v1), or bucket (v2)" },
  org: { type: "string", describe: "its organisation: writes as InfluxDB 2 has it" },
  "token-file": { type: "string", describe: "file with its token [default: HOMESYNC_INFLUX_TOKEN]" },
  insecure: { type: "boolean", default: false, describe: "write unencrypted to another machine" },
  quiet: { type: "boolean", alias: "q", default: false, describe: "no progress" },
};

/** `homesync-sim backfill`. What runs is loaded when it runs, so that help is quick. */
export function backfillCommand(terminal: Terminal): CommandModule<object, BackfillArguments> {
  return {
    command: "backfill",
    describe: "make days of history in seconds, on a virtual clock",
    builder: (yargs) => yargs.options(OPTIONS) as Argv<BackfillArguments>,
    handler: async (args) => {
      const { runBackfill } = await import("./run-backfill.ts");
      await runBackfill(args, terminal);
    },
  };
}
