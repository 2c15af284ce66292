/**
 * What the bridge costs, in messages per CPU-second of its own process, beside a bare mqtt.js subscriber on the same
 * stream; against real servers. Wall-clock rates on shared machines mean little. Exit status 1 when a bar falls short.
 *
 * Usage: main.ts [--smoke] [--messages N] [influxQos0|influxQos1|embedded|live ...]; a round of at least 100,000 messages
 * for figures that mean something
 */
import { parseArgs } from "node:util";
import { BenchRun, chooseParts } from "../../bench/measure/index.ts";
import { BRIDGE_BENCH, type Measured } from "./figures.ts";
import { INGEST_CASES, measureIngest } from "./ingest-case.ts";
import { measureLive } from "./live-case.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: "boolean", default: false }, messages: { type: "string" } },
});
const messages = Number(values.messages ?? (values.smoke ? 2_000 : 300_000));
const rounds = values.smoke ? 1 : 5;
const clients = values.smoke ? 20 : 1_000;

const CASES: Readonly<Record<string, () => Promise<Measured>>> = {
  ...Object.fromEntries(
    INGEST_CASES.map((ingest) => [ingest.figure, () => measureIngest(ingest, messages, rounds)]),
  ),
  live: async () => {
    const live = await measureLive({ messages: Math.round(messages / rounds), clients, runs: rounds });
    const { alone, watched, missed, faults } = live;
    const aloneMessage = alone.map(perThousand);
    const liveMessage = watched.map(perThousand);
    const mostRss = (streams: typeof alone): number =>
      Math.max(...streams.map(({ rssMegabytes }) => rssMegabytes));
    return {
      liveMissed: [missed],
      liveFaults: [faults],
      liveFrame: watched.map(({ cpuSeconds, frames }) => (cpuSeconds / frames) * 1000),
      liveMessage,
      aloneMessage,
      liveRatio: liveMessage.map((cpu, run) => cpu / (aloneMessage[run] as number)),
      liveRss: [mostRss([...alone, ...watched])],
      aloneRss: [mostRss(alone)],
    };
  },
};

/** CPU-seconds of 1,000 messages of the nodes. */
function perThousand({ cpuSeconds, messages }: { cpuSeconds: number; messages: number }): number {
  return (cpuSeconds / messages) * 1000;
}

const bench = new BenchRun(BRIDGE_BENCH, { smoke: values.smoke, partial: positionals.length > 0 });
for (const measure of chooseParts("case", CASES, positionals)) {
  bench.recordAll(await measure());
}
process.exitCode = bench.finish();
