import {
  backendSubscriptions,
  isIdentifier,
  nodeSubscriptions,
  TOPIC_KEYS,
  TOPICS,
  type TopicKey,
  topicPattern,
} from "@homesync/protocol";

/** Someone with a broker credential, and all that it may do. Everything else is denied. */
export interface Principal {
  readonly username: string;
  /** Topics, or filters for more than one node, that it may publish to. */
  readonly publish: readonly string[];
  /** Filters that it may subscribe to. */
  readonly subscribe: readonly string[];
}

/**
 * A node: publishes its own telemetry, status and responses, and reads its own commands.
 * @throws RangeError when an id is not an identifier
 */
export function nodePrincipal(homeId: string, nodeId: string): Principal {
  // A dot cannot stand in an identifier, so no two nodes can have the same username.
  return { username: `${homeId}.${nodeId}`, ...ofNodes(homeId, nodeId) };
}

/**
 * One credential for all nodes of a home, where a broker or a person cannot manage one for each.
 * @throws RangeError when the id is not an identifier
 */
export function homePrincipal(homeId: string): Principal {
  return { username: homeId, ...ofNodes(homeId, undefined) };
}

/**
 * The bridge: reads what all nodes say and sends them commands. It may publish to the retained topics too, as that is
 * how it clears those of a node that was removed (MQTT 3.1.1, 3.3.1.3).
 * @throws RangeError when the username is not an identifier: other characters have a meaning in some broker's file
 */
export function backendPrincipal(username: string): Principal {
  if (!isIdentifier(username)) throw new RangeError("a username must be an identifier");
  return {
    username,
    publish: topics("+", "+", (key) => TOPICS[key].direction === "to-node" || TOPICS[key].retain),
    subscribe: backendSubscriptions().map(({ filter }) => filter),
  };
}

/** @throws RangeError when an id is not an identifier */
function ofNodes(homeId: string, nodeId: string | undefined): Omit<Principal, "username"> {
  return {
    subscribe: nodeSubscriptions(homeId, nodeId).map(({ filter }) => filter),
    publish: topics(homeId, nodeId ?? "+", (key) => TOPICS[key].direction === "from-node"),
  };
}

const topics = (home: string, node: string, wanted: (key: TopicKey) => boolean): string[] =>
  TOPIC_KEYS.filter(wanted).map((key) => topicPattern(home, node, key));
