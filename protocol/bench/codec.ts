import { decodeText } from "../src/decode.ts";
import { decode, decodePayload, encode, METRIC_NAMES, METRICS, parseTopic } from "../src/index.ts";

/**
 * How many messages one CPU-second decodes and encodes, beside a bare JSON.parse of the same bytes.
 * Run: npx tsx --conditions=@homesync/source protocol/bench/codec.ts
 */
const ROUNDS = 5;
const MESSAGES = 200_000;
const NODES = 1000;

const message = (index: number) => {
  const metric = METRIC_NAMES[index % METRIC_NAMES.length] ?? "power";
  const { unit, min, max, decimals } = METRICS[metric];
  const value = Number((min + ((max - min) * (index % 977)) / 977).toFixed(decimals));
  const timestamp = new Date(1_760_000_000_000 + index * 7).toISOString();
  const content = {
    homeId: `home-${index % 100}`,
    nodeId: `node-${index % NODES}`,
    key: `telemetry/${metric}`,
    payload: { value, unit, timestamp, quality: index % 101 },
  } as Parameters<typeof encode>[0];
  const encoded = encode(content);
  if (!encoded.ok) {
    throw new Error(encoded.error.message);
  }
  return { content, key: content.key, topic: encoded.value.topic, bytes: Buffer.from(encoded.value.bytes) };
};

const messages = Array.from({ length: NODES * METRIC_NAMES.length }, (_, index) => message(index));
// As an MQTT client gives it: a topic made from bytes, never the same string object twice.
const topics = messages.map(({ topic }) => Buffer.from(topic));

/** Messages per CPU-second, median of the rounds; the first round warms up. */
function measure(work: (index: number) => boolean): number {
  const rates: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < MESSAGES; index++) {
      if (!work(index % messages.length)) {
        throw new Error("a message of the benchmark was refused");
      }
    }
    const { user, system } = process.cpuUsage(before);
    if (round > 0) {
      rates.push((MESSAGES / (user + system)) * 1e6);
    }
  }
  return rates.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

const at = <Item>(items: readonly Item[], index: number): Item => items[index] as Item;

const baseline = measure((index) => JSON.parse(at(messages, index).bytes.toString("utf8")) !== null);
const results: readonly (readonly [string, number])[] = [
  ["JSON.parse alone", baseline],
  ["topic parse", measure((index) => parseTopic(at(topics, index).toString("latin1")).ok)],
  ["decode telemetry", measure((index) => decode(at(messages, index).topic, at(messages, index).bytes).ok)],
  [
    "decode telemetry, topic from bytes",
    measure((index) => decode(at(topics, index).toString("latin1"), at(messages, index).bytes).ok),
  ],
  [
    "decode telemetry payload",
    measure((index) => {
      const { key, topic, bytes } = at(messages, index);
      return decodePayload(key, bytes, topic).ok;
    }),
  ],
  [
    "decode telemetry payload, general way",
    measure((index) => {
      const { key, topic, bytes } = at(messages, index);
      return decodeText(key, bytes.toString("utf8"), topic).ok;
    }),
  ],
  ["encode telemetry", measure((index) => encode(at(messages, index).content).ok)],
];

for (const [name, rate] of results) {
  const ratio = (rate / baseline).toFixed(2);
  process.stdout.write(
    `${name.padEnd(40)} ${Math.round(rate / 1000)}k messages per CPU-second, ${ratio} x JSON.parse\n`,
  );
}
