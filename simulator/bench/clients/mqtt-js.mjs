// The same work by mqtt.js, in a process of its own: the same connections, topics, sizes and QoS, with numbers made up.
// Usage: mqtt-js.mjs URL MODE CLIENTS ROUNDS; MODE: plain | single | corked | qos1 | qos1-corked | connect
import { METRICS } from "@homesync/protocol";
import { connect } from "mqtt";
import { cpuSeconds, nextTurn, report, waitWhile } from "./cpu.mjs";

const [url, mode, clientsText, roundsText] = process.argv.slice(2);
const count = Number(clientsText);
const rounds = Number(roundsText);
const MAX_OPENING = 64;
const WARM_UP = 8;
const QOS = mode.startsWith("qos1") ? 1 : 0;

const READINGS = Object.entries(METRICS).map(([name, { unit }]) => [name, unit]);

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
      resolve({ client, topics: READINGS.map(([name]) => `${root}/telemetry/${name}`) });
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
    unit: READINGS[metric][1],
    timestamp: new Date().toISOString(),
    quality: 100,
  });

let unacknowledged = 0;
const onAcknowledged = () => {
  unacknowledged--;
};

function publish(client, topic, metric, round) {
  if (QOS === 1) {
    unacknowledged++;
    client.publish(topic, payload(metric, round), { qos: 1 }, onAcknowledged);
  } else client.publish(topic, payload(metric, round));
}

async function settle(all) {
  await nextTurn();
  await waitWhile(() => all.some(({ client }) => client.stream.writableLength > 0));
  await waitWhile(() => unacknowledged > count * READINGS.length);
}

/** Each reading in a turn of its own, as an application does that publishes each when it has it: a write, and a packet. */
async function publishPlain(all, round) {
  for (let metric = 0; metric < READINGS.length; metric++) {
    for (const { client, topics } of all) publish(client, topics[metric], metric, round);
    await settle(all);
  }
}

/** The readings of a client in a row, each a write; the kernel may join them. */
async function publishSingle(all, round) {
  for (const { client, topics } of all) {
    for (let metric = 0; metric < READINGS.length; metric++) {
      publish(client, topics[metric], metric, round);
      // mqtt.js writes in the next tick.
      await new Promise((resolve) => process.nextTick(resolve));
    }
  }
  await settle(all);
}

/** The readings of a client in one write. */
async function publishCorked(all, round) {
  for (const { client, topics } of all) {
    client.stream.cork();
    for (let metric = 0; metric < READINGS.length; metric++) publish(client, topics[metric], metric, round);
    client.stream.uncork();
  }
  await settle(all);
}

const PUBLISH_ROUND = {
  plain: publishPlain,
  single: publishSingle,
  corked: publishCorked,
  qos1: publishPlain,
  "qos1-corked": publishCorked,
};

async function pass(all, times) {
  for (let round = 0; round < times; round++) await PUBLISH_ROUND[mode](all, round);
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
  const messages = rounds * count * READINGS.length;
  report({ nodes: count, messages, cpu, messagesPerCpuSecond: messages / cpu });
}
