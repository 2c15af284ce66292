import { formsOf } from "../src/payloads/describe.ts";
import type { Payload } from "../src/payloads/payload.ts";
import { provisioningAnswerPayload, provisioningLinePayload } from "../src/payloads/provisioning.ts";
import { topicPattern } from "../src/table/levels.ts";
import { LIMITS } from "../src/table/limits.ts";
import { TOPIC_KEYS, TOPICS, type TopicKey } from "../src/table/topics.ts";
import { PROTOCOL_VERSION } from "../src/table/version.ts";
import { doNotEdit, type GeneratedFile } from "./generated-file.ts";

const FOLDER = "protocol/generated/schema";
const COMMENT = doNotEdit("json-schema.ts");

/** One JSON Schema (2020-12) a topic, for other languages and editors, and `topics.json`, which lists them with their rows. */
export function jsonSchemas(): readonly GeneratedFile[] {
  return [
    ...TOPIC_KEYS.map(schemaFile),
    indexFile(),
    localFile("provisioning.line", provisioningLinePayload, "what someone types on a node's serial port"),
    localFile("provisioning.answer", provisioningAnswerPayload, "what the node answers"),
  ];
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
export const payloadSchema = (key: TopicKey): object => schemaOf(TOPICS[key].payload);

function schemaOf(payload: Payload): object {
  const forms = formsOf(payload).map(({ variant, schema }) =>
    variant === undefined ? schema : { title: variant, ...schema },
  );
  return payload.kind === "plain" ? { ...forms[0] } : { oneOf: forms };
}

/** Of what has no topic. */
function localFile(name: string, payload: Payload, description: string): GeneratedFile {
  return jsonFile(`${name}.json`, {
    $comment: COMMENT,
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:homesync:protocol:${PROTOCOL_VERSION}:${name.replace(".", ":")}`,
    title: name,
    description,
    "x-max-bytes": LIMITS.maxProvisioningBytes.value,
    ...schemaOf(payload),
  });
}

function indexFile(): GeneratedFile {
  return jsonFile("topics.json", {
    $comment: COMMENT,
    protocol: PROTOCOL_VERSION,
    topic: topicPattern("{home_id}", "{node_id}", "{key}"),
    topics: TOPIC_KEYS.map((key) => {
      const { direction, qos, retain, maxBytes, meaning } = TOPICS[key];
      return { key, direction, qos, retain, maxBytes, meaning, schema: fileName(key) };
    }),
  });
}
