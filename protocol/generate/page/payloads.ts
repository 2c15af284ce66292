import { type Field, type FieldSchema, formsOf } from "../../src/payloads/describe.ts";
import { METRIC_NAMES, METRICS, type MetricName } from "../../src/table/metrics.ts";
import { TOPIC_KEYS, TOPICS, type TopicKey } from "../../src/table/topics.ts";
import { type MessageVector, readMessageVectors } from "../../vectors/read.ts";
import { patternLength } from "../pattern-length.ts";
import { code, codes, table } from "./markdown.ts";

const VECTORS = readMessageVectors().flatMap(({ vectors }) => vectors);

/** One section a topic: its rules, and each form of its payload with fields and an example. */
export const payloadSections = (): string => TOPIC_KEYS.map(section).join("\n\n");

function section(key: TopicKey): string {
  const { payload, meaning, source, qos, retain, direction, maxBytes } = TOPICS[key];
  const facts = [
    `QoS ${qos}`,
    retain ? "retained" : "not retained",
    direction === "from-node" ? "published by the node" : "published by the backend",
    `at most ${maxBytes} bytes`,
  ];
  const forms = formsOf(payload).map(({ variant, fields }) => {
    const title =
      payload.kind === "plain" ? [] : [`#### ${key}, ${code(`${payload.discriminator}: ${variant}`)}`];
    return [...title, fieldTable(fields), example(key, variant)].join("\n\n");
  });
  return [`### ${key}`, `${sentence(meaning)} (${facts.join(", ")}; ${source})`, ...forms].join("\n\n");
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function fieldTable(fields: readonly Field[]): string {
  return table(
    ["field", "", "type and range", "meaning"],
    fields.map(({ name, required, schema }) => [
      code(name),
      presence(required, schema),
      name === "timestamp" ? "[timestamp](#payloads)" : typeAndRange(schema),
      schema.description ?? "",
    ]),
  );
}

function presence(required: boolean, schema: FieldSchema): string {
  if (required) {
    return "required";
  }
  return schema.default === undefined ? "optional" : `optional, ${code(String(schema.default))} when absent`;
}

function typeAndRange(schema: FieldSchema): string {
  const { type, minimum, maximum, maxLength, pattern } = schema;
  if (schema.const !== undefined) {
    return `always ${code(JSON.stringify(schema.const))}`;
  }
  if (schema.enum !== undefined) {
    return `one of ${codes(schema.enum.map((value) => JSON.stringify(value)))}`;
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(typeAndRange).join("; or ");
  }
  if (schema.properties !== undefined) {
    return "object of [settings](#settings)";
  }
  if (schema.patternProperties !== undefined) {
    return "flat object, every member a text, a number or a boolean";
  }
  if (minimum !== undefined && maximum !== undefined) {
    return `${type === "integer" ? "whole number" : "number"}, ${minimum} to ${maximum}`;
  }
  if (type !== "string" || pattern === undefined) {
    return String(type);
  }
  const isBounded = patternLength(pattern).max !== Number.POSITIVE_INFINITY;
  return `text ${code(pattern)}${isBounded ? "" : ` of at most ${maxLength} characters`}`;
}

/**
 * The first canonical golden vector of the form, so that what the page shows is what the tests check; of a metric that
 * has none yet, its largest reading.
 */
function example(key: TopicKey, variant: string | undefined): string {
  const vector = VECTORS.find((candidate) => shows(candidate, key, variant));
  const metric = METRIC_NAMES.find((name) => key === `telemetry/${name}`);
  if (vector === undefined && metric === undefined) {
    throw new Error(`no canonical golden vector shows ${key} ${variant ?? ""}`);
  }
  const text =
    vector === undefined ? largestReading(metric as MetricName) : Buffer.from(vector.bytes).toString();
  return `\`\`\`json\n${text}\n\`\`\``;
}

function largestReading(metric: MetricName): string {
  const { max, unit } = METRICS[metric];
  return JSON.stringify({ value: max, unit, timestamp: "2025-02-06T14:30:00.000Z", quality: 100 });
}

function shows({ topic, expected, canonical }: MessageVector, key: TopicKey, variant: string | undefined) {
  const { payload } = TOPICS[key];
  return (
    canonical &&
    topic.endsWith(`/${key}`) &&
    "value" in expected &&
    (payload.kind === "plain" || String(expected.value[payload.discriminator]) === variant)
  );
}
