import { formsOf } from "../src/payloads/describe.ts";
import { TOPIC_KEYS, TOPICS, type TopicKey } from "../src/table/topics.ts";
import { PROTOCOL_VERSION } from "../src/table/version.ts";
import { doNotEdit, type GeneratedFile } from "./generated-file.ts";

const FOLDER = "protocol/generated/schema";
const COMMENT = doNotEdit("json-schema.ts");

/** One JSON Schema (2020-12) a topic, for other languages and editors, and `topics.json`, which lists them with their rows. */
export function jsonSchemas(): readonly GeneratedFile[] {
  return [...TOPIC_KEYS.map(schemaFile), indexFile()];
}

const fileName = (key: TopicKey): string => `${key.replace("/", ".")}.json`;

const jsonFile = (name: string, content: object): GeneratedFile => ({
  path: `${FOLDER}/${name}`,
  content: `${JSON.stringify(content, undefined, 2)}\n`,
});

function schemaFile(key: TopicKey): GeneratedFile {
  const { direction, qos, retain, maxBytes, meaning } = TOPICS[key];
  return jsonFile(fileName(key), {
    $comment: COMMENT,
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:homesync:protocol:${PROTOCOL_VERSION}:${key.replace("/", ":")}`,
    title: key,
    description: meaning,
    "x-direction": direction,
    "x-qos": qos,
    "x-retain": retain,
    "x-max-bytes": maxBytes,
    ...payloadSchema(key),
  });
}

/** The JSON Schema of a topic's payload: an object, or one of several by its discriminator. */
export function payloadSchema(key: TopicKey): object {
  const { payload } = TOPICS[key];
  const forms = formsOf(payload).map(({ variant, schema }) =>
    variant === undefined ? schema : { title: variant, ...schema },
  );
  return payload.kind === "plain" ? { ...forms[0] } : { oneOf: forms };
}

function indexFile(): GeneratedFile {
  return jsonFile("topics.json", {
    $comment: COMMENT,
    protocol: PROTOCOL_VERSION,
    topic: "homesync/{home_id}/nodes/{node_id}/{key}",
    topics: TOPIC_KEYS.map((key) => {
      const { direction, qos, retain, maxBytes, meaning } = TOPICS[key];
      return { key, direction, qos, retain, maxBytes, meaning, schema: fileName(key) };
    }),
  });
}
