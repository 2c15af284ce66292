import { IDENTIFIER_FORM } from "../src/identifiers.ts";
import { topicPattern } from "../src/table/levels.ts";
import { TOPIC_KEYS, TOPICS, type TopicKey } from "../src/table/topics.ts";
import { PROTOCOL_VERSION } from "../src/table/version.ts";
import { doNotEdit, type GeneratedFile } from "./generated-file.ts";
import { payloadSchema } from "./json-schema.ts";

/**
 * The protocol as an AsyncAPI 3.0 document, seen from the node: it sends telemetry, status and responses, and receives
 * commands. Whole in one file, so that any AsyncAPI tool can take it.
 */
export function asyncApiDocument(): GeneratedFile {
  const document = {
    "x-generated": doNotEdit("asyncapi.ts"),
    asyncapi: "3.0.0",
    id: "urn:homesync:node",
    info: {
      title: "HomeSync node",
      version: PROTOCOL_VERSION,
      description: "A home energy node on MQTT: what it publishes and what it obeys.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      hivemq: {
        host: "{cluster}.s1.eu.hivemq.cloud:8883",
        protocol: "mqtts",
        protocolVersion: "3.1.1",
        description: "TLS 1.2 or later; the broker's certificate is verified",
        variables: { cluster: { description: "id of the HiveMQ Cloud cluster" } },
        security: [{ $ref: "#/components/securitySchemes/credentials" }],
      },
    },
    channels: byName((key) => ({
      address: topicPattern("{home_id}", "{node_id}", key),
      title: key,
      description: TOPICS[key].meaning,
      parameters: { home_id: parameter("home_id"), node_id: parameter("node_id") },
      messages: { [nameOf(key)]: { $ref: `#/components/messages/${nameOf(key)}` } },
    })),
    operations: byName((key) => ({
      action: TOPICS[key].direction === "from-node" ? "send" : "receive",
      channel: { $ref: `#/channels/${nameOf(key)}` },
      summary: TOPICS[key].meaning,
      messages: [{ $ref: `#/channels/${nameOf(key)}/messages/${nameOf(key)}` }],
      bindings: { mqtt: { qos: TOPICS[key].qos, retain: TOPICS[key].retain } },
    })),
    components: {
      messages: byName((key) => ({
        name: key,
        title: TOPICS[key].meaning,
        contentType: "application/json",
        payload: { "x-max-bytes": TOPICS[key].maxBytes, ...payloadSchema(key) },
      })),
      parameters: {
        home_id: { description: `the home, matching ${IDENTIFIER_FORM}` },
        node_id: { description: `the node, matching ${IDENTIFIER_FORM}` },
      },
      securitySchemes: {
        credentials: { type: "userPassword", description: "one credential a node or home" },
      },
    },
  };
  return {
    path: "protocol/generated/asyncapi.json",
    content: `${JSON.stringify(document, undefined, 2)}\n`,
  };
}

/** Names in AsyncAPI documents hold no slash. */
const nameOf = (key: TopicKey): string => key.replace("/", ".");

const byName = <Value>(make: (key: TopicKey) => Value): Record<string, Value> =>
  Object.fromEntries(TOPIC_KEYS.map((key) => [nameOf(key), make(key)]));

const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
