import { parseArgs } from "node:util";
import { BenchRun } from "../../bench/measure/index.ts";
import { decodeText } from "../src/decode.ts";
import { decode, decodePayload, encode, METRIC_NAMES, METRICS, parseTopic } from "../src/index.ts";
import { CODEC_BENCH, type Operation } from "./figures.ts";

/**
 * How many messages one CPU-second decodes and encodes, beside a bare JSON.parse of the same bytes.
 * Run: npx tsx --conditions=@homesync/source protocol/bench/codec.ts [--smoke]
 */
const { smoke } = parseArgs({ options: { smoke: { type: "boolean", default: false } } }).values;
const ROUNDS = smoke ? 1 : 5;
const MESSAGES = smoke ? 2000 : 200_000;
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

/** Messages per CPU-second of one round. */
function measure(work: (index: number) => boolean): number {
  const before = process.cpuUsage();
  for (let index = 0; index < MESSAGES; index++) {
    if (!work(index % messages.length)) throw new Error("a message of the benchmark was refused");
  }
  const { user, system } = process.cpuUsage(before);
  return (MESSAGES / (user + system)) * 1e6;
}

const at = <Item>(items: readonly Item[], index: number): Item => items[index] as Item;

const WORK: Readonly<Record<"parse" | Operation, (index: number) => boolean>> = {
  parse: (index) => JSON.parse(at(messages, index).bytes.toString("utf8")) !== null,
  topic: (index) => parseTopic(at(topics, index).toString("latin1")).ok,
  decode: (index) => decode(at(messages, index).topic, at(messages, index).bytes).ok,
  decodeFromBytes: (index) => decode(at(topics, index).toString("latin1"), at(messages, index).bytes).ok,
  payload: (index) => {
    const { key, topic, bytes } = at(messages, index);
    return decodePayload(key, bytes, topic).ok;
  },
  payloadGeneral: (index) => {
    const { key, topic, bytes } = at(messages, index);
    return decodeText(key, bytes.toString("utf8"), topic).ok;
  },
  encode: (index) => encode(at(messages, index).content).ok,
};

const names = Object.keys(WORK) as (keyof typeof WORK)[];
const rates = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
  keyof typeof WORK,
  number[]
>;
// In turn, so that what else the machine does meets all alike; the first round warms up.
for (let round = 0; round <= ROUNDS; round++) {
  for (const name of names) {
    const rate = measure(WORK[name]);
    if (round > 0) rates[name].push(rate);
  }
}

const bench = new BenchRun(CODEC_BENCH, { smoke });
for (const name of names) {
  bench.record(name, rates[name]);
  if (name === "parse") continue;
  bench.record(
    `${name}Ratio`,
    rates[name].map((rate, round) => rate / at(rates.parse, round)),
  );
}
process.exitCode = bench.finish();
