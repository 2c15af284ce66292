import { buildTopic, TOPIC_KEYS, TOPICS } from "@homesync/protocol";
import type { Link } from "../link/link.ts";
import type { NodeAddress } from "../state/node-state.ts";

/** The topics of a node of which the broker keeps the last message. */
export const retainedTopics = ({ homeId, nodeId }: NodeAddress): readonly string[] =>
  TOPIC_KEYS.filter((key) => TOPICS[key].retain).flatMap((key) => {
    const topic = buildTopic({ homeId, nodeId, key });
    return topic.ok ? [topic.value] : [];
  });

/**
 * Makes the broker forget what it keeps of a node: an empty retained message a topic [MQTT-3.3.1-10].
 * @throws LinkOfflineError when the broker cannot be reached; some may be cleared then
 */
export async function clearRetained(link: Link, node: NodeAddress): Promise<readonly string[]> {
  const topics = retainedTopics(node);
  for (const topic of topics) await link.publish({ topic, bytes: new Uint8Array(), qos: 1, retain: true });
  return topics;
}
