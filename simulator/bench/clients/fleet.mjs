// One measurement of the simulator's fleet, as built in dist/, in a process of its own.
// Usage: fleet.mjs URL MODE NODES ROUNDS; MODE: seven | single | packet | qos1 | connect | memory (ROUNDS: seconds, of real time)
import { keepYoungGenerationSmall } from "../../dist/fleet/young-generation.js";
import { cpuSeconds, nextTurn, report, waitWhile } from "./cpu.mjs";

// As homesync-sim does, before it loads what runs.
keepYoungGenerationSmall();
const { parseBrokerUrl } = await import("@homesync/broker/reach");
const { startFleet } = await import("../../dist/fleet/start-fleet.js");
const { dialer } = await import("../../dist/mqtt/dial.js");
const { systemClock } = await import("../../dist/scheduler/clock.js");
const { VirtualClock } = await import("../../dist/scheduler/virtual-clock.js");

const [url, mode, nodesText, roundsText] = process.argv.slice(2);
const nodes = Number(nodesText);
const rounds = Number(roundsText);

const access = { address: parseBrokerUrl(url) };
// Time passes as fast as the sockets take what the nodes say: saturated, not paced.
const paced = mode === "memory";
const clock = paced ? systemClock : new VirtualClock(Date.UTC(2026, 0, 1));
const sockets = [];
const dial = dialer(access);

/** Virtual time that passes in one turn: a sample of every node, as the other client has it. */
const ROUND_MS = 1000;
/** Rounds before the measurement, so that everything is compiled. */
const WARM_UP = 8;
/** Unacknowledged messages of the whole fleet beyond which it waits. */
const MAX_UNACKNOWLEDGED = nodes * 7;

const before = process.cpuUsage();
const fleet = await startFleet({
  broker: access,
  nodes,
  seed: 1,
  intervalS: paced ? 10 : 1,
  qos: mode === "qos1" ? 1 : 0,
  writeEach: mode === "single" || mode === "packet",
  connectRate: paced ? 2000 : 10_000,
  keep: true,
  clock,
  dial: (request) => {
    const socket = dial(request);
    // As mqtt.js has its sockets, and the board and the fleet do not: the kernel may join what is written in a row.
    if (mode === "single") socket.setNoDelay(false);
    sockets.push(socket);
    return socket;
  },
});

const counters = () => fleet.metrics().counters;
const unacknowledged = () => {
  const { publishedQos1, acknowledged } = fleet.io.counters;
  return publishedQos1 - acknowledged;
};

/** The network needs real time to connect. */
async function connectAll() {
  let at = performance.now();
  while (fleet.io.counters.connects < nodes || unacknowledged() > 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const now = performance.now();
    clock.advance(now - at);
    at = now;
  }
}

async function pass(count) {
  for (let round = 0; round < count; round++) {
    clock.advance(ROUND_MS);
    await nextTurn();
    await waitWhile(() => sockets.some(({ writableLength }) => writableLength > 0));
    await waitWhile(() => unacknowledged() > MAX_UNACKNOWLEDGED);
  }
  await waitWhile(() => unacknowledged() > 0);
}

if (paced) {
  await fleet.whenConnected();
  await new Promise((resolve) => setTimeout(resolve, rounds * 1000));
  const { counters: sent, gauges } = fleet.metrics();
  report({
    nodes: gauges["nodes.connected"],
    messages: sent["telemetry.sent"],
    kilobytesPerNode: process.memoryUsage().rss / 1024 / nodes,
  });
} else await connectAll();
if (paced) {
  // Reported above.
} else if (mode === "connect") {
  report({ nodes, cpuMsPerConnect: (cpuSeconds(before) / nodes) * 1000 });
} else {
  await pass(WARM_UP);
  const sentBefore = counters()["telemetry.sent"];
  const start = process.cpuUsage();
  await pass(rounds);
  const cpu = cpuSeconds(start);
  const after = counters();
  const messages = after["telemetry.sent"] - sentBefore;
  report({
    nodes,
    messages,
    cpu,
    messagesPerCpuSecond: messages / cpu,
    dropped: after["dropped.telemetry"],
    lost: after["connect.lost"],
  });
}
