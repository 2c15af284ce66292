// The fleet of a soak, in a process of its own: what it takes is the nodes' alone. Tells its parent every status and
// response that a node hands to its connection, and once a second what it occupies.
// Usage: soak-fleet.mjs URL NODES INTERVAL_S [PLANT ...], by a parent with an IPC channel
import { parseBrokerUrl } from "@homesync/broker/reach";
import { startFleet } from "../../dist/fleet/start-fleet.js";
import { percentile } from "../../dist/metrics/histogram.js";
import { systemClock } from "../../dist/scheduler/clock.js";

const [url, nodesText, intervalText, ...plants] = process.argv.slice(2);
const RESIDENT_PERIOD_MS = 1000;
const LEAK_BYTES = 2 ** 20;
/** A planted clock gains 1 %. */
const FAST = 1.01;

// Nobody is left to hear what follows.
process.once("disconnect", () => process.exit(1));

// Its UTC follows the monotonic clock: were this machine's time set during an hour, the schedule would seem to drift.
const originMs = Date.now() - performance.now();
const pace = plants.includes("drift") ? FAST : 1;
const clock = { ...systemClock, utcMs: () => originMs + performance.now() * pace };
const fleet = await startFleet({
  broker: { address: parseBrokerUrl(url) },
  nodes: Number(nodesText),
  seed: 1,
  intervalS: Number(intervalText),
  homePrefix: "sim-soak",
  clock,
});
const tell = (message) => process.send(message);
for (const index of fleet.nodes.keys()) {
  fleet.observe(index, (event) => {
    if (event.kind !== "published" || !event.accepted) return;
    // Readings are many, and counted by what arrives.
    if (event.topic.includes("/telemetry/")) return;
    tell({ kind: "sent", topic: event.topic, payload: Buffer.from(event.payload).toString() });
  });
}

const leak = [];
const sampling = setInterval(() => {
  if (plants.includes("leak")) leak.push(Buffer.alloc(LEAK_BYTES, 1));
  tell({ kind: "resident", bytes: process.memoryUsage.rss() });
}, RESIDENT_PERIOD_MS);

process.once("message", async () => {
  clearInterval(sampling);
  const summary = await fleet.stop();
  const { counters, histograms } = fleet.metrics();
  const ended = {
    kind: "ended",
    endedInOrder: summary.endedInOrder,
    dropped: counters["dropped.status"] + counters["dropped.response"],
    lost: counters["connect.lost"],
    readings: counters["telemetry.sent"],
    lagP99Ms: percentile(histograms["schedule.lag"], 99),
    lagMaxMs: histograms["schedule.lag"].max,
  };
  process.send(ended, () => process.exit(0));
});
