// A soak in real time: nodes that live, a client that hears everything and sends commands.
// Usage: soak.mjs URL NODES SECONDS
import { parseBrokerUrl } from "@homesync/broker/reach";
import { connectAsync } from "mqtt";
import { startFleet } from "../../dist/fleet/start-fleet.js";
import { percentile } from "../../dist/metrics/histogram.js";
import { report } from "./cpu.mjs";

const [url, nodesText, secondsText] = process.argv.slice(2);
const nodes = Number(nodesText);
const seconds = Number(secondsText);
const COMMAND_PERIOD_MS = 100;
const ANSWER_LIMIT_MS = 10_000;
const SAMPLE_PERIOD_MS = 1000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const client = await connectAsync(url, { reconnectPeriod: 0 });
let statuses = 0;
const pending = new Set();
/** By node: where its samples fall within their second, at first and at last. */
const phases = new Map();
client.on("message", (topic, payload) => {
  const [, home, , , category, name] = topic.split("/");
  if (category === "status") statuses++;
  else if (category === "response") pending.delete(JSON.parse(payload).request_id);
  else if (name === "frequency") {
    const phase = Date.parse(JSON.parse(payload).timestamp) % SAMPLE_PERIOD_MS;
    const first = phases.get(home)?.first ?? phase;
    phases.set(home, { first, last: phase });
  }
});
await client.subscribeAsync(
  ["status/#", "response/#", "telemetry/frequency"].map((tail) => `homesync/+/nodes/+/${tail}`),
  { qos: 1 },
);

const fleet = await startFleet({
  broker: { address: parseBrokerUrl(url) },
  nodes,
  seed: 1,
  intervalS: 5,
  homePrefix: "sim-soak",
});
await fleet.whenConnected();

const warmUpMs = Math.min(seconds * 1000 * 0.3, 120_000);
const endMs = performance.now() + seconds * 1000;
const warmMs = performance.now() + warmUpMs;
const resident = [];
let commands = 0;
while (performance.now() < endMs) {
  await pause(COMMAND_PERIOD_MS);
  if (performance.now() > warmMs) resident.push(process.memoryUsage().rss);
  const { homeId, nodeId } = fleet.nodes[commands % nodes];
  const requestId = `soak-${commands++}`;
  pending.add(requestId);
  client.publish(
    `homesync/${homeId}/nodes/${nodeId}/command/led`,
    JSON.stringify({ action: commands % 2 === 0 ? "on" : "off", request_id: requestId }),
    { qos: 1 },
  );
}
const limitMs = performance.now() + ANSWER_LIMIT_MS;
while (pending.size > 0 && performance.now() < limitMs) await pause(COMMAND_PERIOD_MS);
const { counters, histograms } = fleet.metrics();
const summary = await fleet.stop();
await pause(1000);
const sent = fleet.metrics().counters["status.sent"];
await client.endAsync();

/** Of so many values, in order. */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const tenth = Math.max(1, Math.floor(resident.length / 10));
const drifts = [...phases.values()].map(({ first, last }) => {
  const distance = Math.abs(last - first);
  return Math.min(distance, SAMPLE_PERIOD_MS - distance);
});
report({
  nodes,
  seconds,
  commands,
  lostResponses: pending.size,
  // The purge publishes empty retained messages, which the client hears as well.
  lostStatuses: Math.max(0, sent - statuses),
  statuses: sent,
  growthPercent: (mean(resident.slice(-tenth)) / mean(resident.slice(0, tenth)) - 1) * 100,
  driftMs: percentileOf(drifts, 50),
  lagP99Ms: percentile(histograms["schedule.lag"], 99),
  late: counters["schedule.late"],
  endedInOrder: summary.endedInOrder,
});

function percentileOf(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length * percent) / 100)] ?? 0;
}
