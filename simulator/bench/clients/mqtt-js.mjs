// The same work by mqtt.js, in a process of its own: the same connections, topics, sizes and QoS, with numbers made up.
// Usage: mqtt-js.mjs URL MODE CLIENTS ROUNDS; MODE: plain | corked | single | qos1 | connect
import { connect } from "mqtt";
import { cpuSeconds, nextTurn, report, waitWhile } from "./cpu.mjs";

const [url, mode, clientsText, roundsText] = process.argv.slice(2);
const count = Number(clientsText);
const rounds = Number(roundsText);
const MAX_OPENING = 64;
const WARM_UP = 4;

const METRICS = [
  ["power", "W"],
  ["voltage", "V"],
  ["current", "A"],
  ["energy", "kWh"],
  ["power_factor", "1"],
  ["frequency", "Hz"],
  ["temperature", "°C"],
];

/** Connects as a node does: will, persistent session, subscription, and its three status messages, acknowledged. */
function open(index) {
  const root = `homesync/bench-${String(index).padStart(6, "0")}/nodes/node-001`;
  return new Promise((resolve, reject) => {
    const client = connect(url, {
      clientId: `homesync_bench-${index}_node-001_0a1b2c3d`,
      clean: false,
      keepalive: 60,
      reconnectPeriod: 0,
      will: {
        topic: `${root}/status/online`,
        payload: Buffer.from('{"online":false,"reason":"unexpected_disconnect"}'),
        qos: 1,
        retain: true,
      },
    });
    client.once("error", reject);
    client.once("connect", async () => {
      const timestamp = new Date().toISOString();
      await Promise.all([
        client.subscribeAsync(`${root}/command/+`, { qos: 1 }),
        client.publishAsync(`${root}/status/online`, JSON.stringify({ online: true, timestamp }), {
          qos: 1,
          retain: true,
        }),
        client.publishAsync(
          `${root}/status/relay`,
          JSON.stringify({ state: "on", cause: "boot", timestamp }),
          { qos: 1, retain: true },
        ),
        client.publishAsync(
          `${root}/status/firmware`,
          JSON.stringify({ version: "0.1.0", target: "virtual", chip: "none", protocol: "1.0", timestamp }),
          { qos: 1, retain: true },
        ),
      ]);
      resolve({ client, topics: METRICS.map(([name]) => `${root}/telemetry/${name}`) });
    });
  });
}

async function openAll() {
  const all = [];
  let next = 0;
  const worker = async () => {
    while (next < count) all.push(await open(next++));
  };
  await Promise.all(Array.from({ length: MAX_OPENING }, worker));
  return all;
}

const payload = (metric, round) =>
  JSON.stringify({
    value: 1000 + ((round * 7 + metric) % 1000) / 10,
    unit: METRICS[metric][1],
    timestamp: new Date().toISOString(),
    quality: 100,
  });

let unacknowledged = 0;
const onAcknowledged = () => {
  unacknowledged--;
};

async function settle(all) {
  await nextTurn();
  await waitWhile(() => all.some(({ client }) => client.stream.writableLength > 0));
}

/**
 * The seven readings of every client. `plain`: in a row, with which mqtt.js makes what writes it likes; `corked`: its socket
 * corked around them; `single`: each after the others have left, so that each is a write.
 */
async function publishRound(all, round) {
  if (mode === "single") {
    for (let metric = 0; metric < METRICS.length; metric++) {
      for (const { client, topics } of all) client.publish(topics[metric], payload(metric, round));
      await settle(all);
    }
    return;
  }
  for (const { client, topics } of all) {
    if (mode === "corked") client.stream.cork();
    for (let metric = 0; metric < topics.length; metric++) {
      if (mode === "qos1") {
        unacknowledged++;
        client.publish(topics[metric], payload(metric, round), { qos: 1 }, onAcknowledged);
      } else client.publish(topics[metric], payload(metric, round));
    }
    if (mode === "corked") client.stream.uncork();
  }
  await settle(all);
  await waitWhile(() => unacknowledged > count * 7);
}

async function pass(all, times) {
  for (let round = 0; round < times; round++) await publishRound(all, round);
  await waitWhile(() => unacknowledged > 0);
}

const before = process.cpuUsage();
const all = await openAll();
if (mode === "connect") {
  report({ nodes: count, cpuMsPerConnect: (cpuSeconds(before) / count) * 1000 });
} else {
  await pass(all, WARM_UP);
  const start = process.cpuUsage();
  await pass(all, rounds);
  const cpu = cpuSeconds(start);
  const messages = rounds * count * METRICS.length;
  report({ nodes: count, messages, cpu, messagesPerCpuSecond: messages / cpu });
}
