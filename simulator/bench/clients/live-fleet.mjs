// A fleet in real time, as built in dist/, that is asked while it runs.
// Settings: { url (absent: an embedded broker in this process), nodes, intervalS, connectRate, speed }
import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { answerSamples } from "../../../bench/measure/answer-samples.js";
import { startFleet } from "../../dist/fleet/start-fleet.js";
import { keepYoungGenerationSmall } from "../../dist/fleet/young-generation.js";
import { histogramSince, percentile } from "../../dist/metrics/histogram.js";
import { systemClock } from "../../dist/scheduler/clock.js";
import { cpuSeconds } from "./cpu.mjs";

const { url, nodes, intervalS, connectRate, speed } = JSON.parse(process.argv[2]);

/** Longest time that it takes until all are connected, whatever else the machine does. */
const CONNECT_LIMIT_MS = 240_000;
/** Nodes whose homes are told, so that somebody can listen to them. */
const LISTENED = 100;

/**
 * Time that passes faster than it does: a node samples and publishes as ever, and says more in a second. It begins to when
 * all are connected, as brokers know nothing of it.
 */
class FastClock {
  #speed = 1;
  #sinceMs = performance.now();
  #monotonicMs = performance.now();
  #utcMs = Date.now();

  faster(speed) {
    this.#utcMs = this.utcMs();
    this.#monotonicMs = this.monotonicMs();
    this.#sinceMs = performance.now();
    this.#speed = speed;
  }

  monotonicMs() {
    return this.#monotonicMs + (performance.now() - this.#sinceMs) * this.#speed;
  }

  utcMs() {
    return this.#utcMs + (performance.now() - this.#sinceMs) * this.#speed;
  }

  timer(delayMs, callback) {
    const handle = setTimeout(callback, delayMs / this.#speed);
    return () => clearTimeout(handle);
  }
}

// As homesync-sim does.
keepYoungGenerationSmall();
const broker = url === undefined ? await startBroker() : undefined;
const before = process.cpuUsage();
const clock = speed === 1 ? systemClock : new FastClock();
const fleet = await startFleet({
  broker: { address: parseBrokerUrl(url ?? broker.url) },
  nodes,
  seed: 1,
  intervalS,
  connectRate,
  keep: true,
  clock,
});
const late = setTimeout(() => {
  const { gauges, errors } = fleet.metrics();
  const failures = JSON.stringify(errors);
  throw new Error(
    `${gauges["nodes.connected"]} of ${nodes} nodes are connected after ${CONNECT_LIMIT_MS / 1000} s, never all at once; failures: ${failures}`,
  );
}, CONNECT_LIMIT_MS);
await fleet.whenConnected();
clearTimeout(late);
const connectCpuSeconds = cpuSeconds(before);
if (speed !== 1) clock.faster(speed);

let lastLag = fleet.metrics().histograms["schedule.lag"];
answerSamples(
  {
    url: url ?? broker.url,
    connectCpuSeconds,
    homes: fleet.nodes
      .filter((_, index) => index % Math.ceil(nodes / LISTENED) === 0)
      .map(({ homeId }) => homeId),
  },
  () => {
    const { counters, gauges, histograms } = fleet.metrics();
    const lag = histograms["schedule.lag"];
    const lagP99Ms = percentile(histogramSince(lag, lastLag), 99) / speed;
    lastLag = lag;
    return {
      connected: gauges["nodes.connected"],
      sent: counters["telemetry.sent"],
      dropped: counters["dropped.telemetry"],
      lost: counters["connect.lost"],
      lagP99Ms,
      atMs: performance.now(),
    };
  },
  async () => {
    fleet.kill();
    await broker?.close();
  },
);
// Whoever started it may be gone.
process.once("disconnect", () => process.exit());
