/**
 * How the bridge's cost grows with homes, by wildcards and with subscriptions per node, and with WebSocket clients.
 * Takes about five minutes.
 *
 * Usage: main.ts [--smoke] [homes|clients ...]
 */
import { parseArgs } from "node:util";
import { BenchRun, chooseParts } from "../../../bench/measure/index.ts";
import { measureLive } from "../live-case.ts";
import { BRIDGE_SCALING_BENCH } from "./figures.ts";
import { measureHomes } from "./homes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: "boolean", default: false } },
});
const { smoke } = values;

const HOMES = smoke ? [10] : [1, 10, 100, 1000, 5000];
const CLIENTS = smoke ? [5] : [1, 10, 100, 300, 1000, 2000];
/** A multiple of each metric of each node, so that every fleet is heard as a whole. */
const HOMES_MESSAGES = smoke ? 1000 : 105_000;
const CLIENTS_MESSAGES = smoke ? 7000 : 70_000;

const bench = new BenchRun(BRIDGE_SCALING_BENCH, { smoke, partial: positionals.length > 0 });

const CURVES: Readonly<Record<string, () => Promise<void>>> = {
  homes: async () => {
    for (const x of HOMES) bench.point("homes", { x, values: await measureHomes(x, HOMES_MESSAGES) });
  },
  clients: async () => {
    for (const x of CLIENTS) bench.point("clients", { x, values: await measureClients(x) });
  },
};

async function measureClients(clients: number): Promise<Readonly<Record<string, number>>> {
  const live = await measureLive({ messages: CLIENTS_MESSAGES, clients, runs: 1 });
  const [alone] = live.alone;
  const [watched] = live.watched;
  if (alone === undefined || watched === undefined || live.missed > 0 || live.faults > 0) {
    throw new Error(`${clients} clients: ${live.missed} changes were not told, ${live.faults} faults`);
  }
  return {
    told: (watched.cpuSeconds * 1e6) / watched.messages,
    alone: (alone.cpuSeconds * 1e6) / alone.messages,
    frame: (watched.cpuSeconds * 1e6) / watched.frames,
    rss: watched.rssMegabytes,
    aloneRss: alone.rssMegabytes,
  };
}

for (const measure of chooseParts("curve", CURVES, positionals)) {
  await measure();
}
process.exitCode = bench.finish();
