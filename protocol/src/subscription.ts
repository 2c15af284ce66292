import { IDENTIFIER_FORM, isIdentifier } from "./identifiers.ts";
import { topicPattern } from "./table/levels.ts";
import { TOPIC_KEYS, TOPICS } from "./table/topics.ts";

/** One line of a SUBSCRIBE packet. */
export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1;
}

/** Whose messages: of all homes, of all nodes of one home, or of one node. */
export interface SubscriptionScope {
  readonly homeId?: string | undefined;
  /** Needs a homeId. */
  readonly nodeId?: string | undefined;
}

/**
 * What a backend subscribes to: `telemetry/+`, `status/+` and `response/+`, at the QoS of the topics (REQ-003).
 * @throws RangeError when an id is not an identifier, or a nodeId stands without a homeId
 */
export function backendSubscriptions({ homeId, nodeId }: SubscriptionScope = {}): readonly Subscription[] {
  if (nodeId !== undefined && homeId === undefined) {
    throw new RangeError("a subscription to one node needs the homeId of its home");
  }
  return subscriptions("from-node", level(homeId), level(nodeId));
}

/**
 * What a node subscribes to: its own `command/+` (REQ-005); without a nodeId, what the nodes of a home subscribe to, and
 * without a homeId those of all.
 * @throws RangeError when an id is not an identifier
 */
export function nodeSubscriptions(homeId?: string, nodeId?: string): readonly Subscription[] {
  return subscriptions("to-node", level(homeId), level(nodeId));
}

function level(id: string | undefined): string {
  if (id !== undefined && !isIdentifier(id)) {
    throw new RangeError(`home_id and node_id must be ${IDENTIFIER_FORM}`);
  }
  return id ?? "+";
}

/** One filter a category; its QoS is the highest of its topics, so that the broker lowers none (MQTT 3.1.1, 3.8.4). */
function subscriptions(direction: "from-node" | "to-node", home: string, node: string): Subscription[] {
  const qosOf = new Map<string, 0 | 1>();
  for (const key of TOPIC_KEYS) {
    const category = key.slice(0, key.indexOf("/"));
    if (TOPICS[key].direction === direction) {
      qosOf.set(category, qosOf.get(category) === 1 ? 1 : TOPICS[key].qos);
    }
  }
  return [...qosOf].map(([category, qos]) => ({
    filter: topicPattern(home, node, `${category}/+`),
    qos,
  }));
}
