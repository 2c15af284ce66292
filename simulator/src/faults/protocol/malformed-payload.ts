import { buildTopic, LIMITS, TOPIC_KEYS, TOPICS, type TopicKey } from "@homesync/protocol";
import { momentaryFault } from "../fault-kind.ts";

const COMMANDS = TOPIC_KEYS.filter((key) => TOPICS[key].direction === "to-node");

/** Payloads of which none is a command. What a node can answer, it answers with an error; the rest it counts. */
const PAYLOADS: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from("{"),
  Buffer.from("null"),
  Buffer.from("[]"),
  Buffer.from('{"action":"on"}'),
  Buffer.from('{"action":"on","action":"off","request_id":"twice"}'),
  Buffer.from('{"action":7,"request_id":"number"}'),
  Buffer.from('{"action":"explode","request_id":"unknown"}'),
  Buffer.from('{"action":"on","request_id":"late","timestamp":"yesterday"}'),
  Buffer.from(`${'{"a":'.repeat(64)}1${"}".repeat(64)}`),
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.alloc(LIMITS.maxCommandBytes.value + 1, " "),
];

export const malformedPayload = momentaryFault(
  {
    kind: "malformed_payload",
    place: "protocol",
    meaning: `${PAYLOADS.length} payloads that are no command, to each command topic of the nodes: none may do harm`,
    parameters: {},
  },
  (_fault, { nodes, publish }) =>
    publish(
      nodes.flatMap(({ homeId, nodeId }) =>
        COMMANDS.flatMap((key) =>
          PAYLOADS.map((payload) => ({ topic: topicOf(homeId, nodeId, key), payload })),
        ),
      ),
    ),
);

function topicOf(homeId: string, nodeId: string, key: TopicKey): string {
  const topic = buildTopic({ homeId, nodeId, key });
  if (!topic.ok) throw new RangeError(topic.error.message);
  return topic.value;
}
