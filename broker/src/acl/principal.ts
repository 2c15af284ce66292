import {
  backendSubscriptions,
  isIdentifier,
  nodeSubscriptions,
  TOPIC_KEYS,
  TOPICS,
  type TopicKey,
  topicPattern,
} from "@homesync/protocol";
import { SHELLY_FILTERS, shellyCommandTopic } from "../shelly-topics.ts";
import { homeUsername, nodeUsername } from "./usernames.ts";

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
  return { username: nodeUsername(homeId, nodeId), ...ofNodes(homeId, nodeId) };
}

/**
 * One credential for all nodes of a home, where a broker or a person cannot manage one for each.
 * @throws RangeError when the id is not an identifier
 */
export function homePrincipal(homeId: string): Principal {
  return { username: homeUsername(homeId), ...ofNodes(homeId, undefined) };
}

/**
 * The bridge: reads what all nodes say and sends them commands. It may publish to the retained topics too, as that is
 * how it clears those of a node that was removed (MQTT 3.1.1, 3.3.1.3).
 * @param shellies whether it also reads and switches Shelly Gen1 plugs, as one with a mapping file does
 * @throws RangeError when the username is not an identifier: other characters have a meaning in some broker's file
 */
export function backendPrincipal(username: string, shellies = false): Principal {
  requireIdentifier(username);
  return {
    username,
    publish: [
      ...topics("+", "+", (key) => TOPICS[key].direction === "to-node" || TOPICS[key].retain),
      ...(shellies ? [shellyCommandTopic("+")] : []),
    ],
    subscribe: [...backendSubscriptions().map(({ filter }) => filter), ...(shellies ? SHELLY_FILTERS : [])],
  };
}

/**
 * A broker near the nodes that hands on what they say, and hands them their commands: all that the bridge may read it
 * publishes, and the reverse.
 * @param shellies whether there are Shelly Gen1 plugs behind it
 * @throws RangeError as for the bridge
 */
export function gatewayPrincipal(username: string, shellies = false): Principal {
  requireIdentifier(username);
  return {
    username,
    publish: [
      ...topics("+", "+", (key) => TOPICS[key].direction === "from-node"),
      ...(shellies ? SHELLY_FILTERS : []),
    ],
    subscribe: [
      ...nodeSubscriptions().map(({ filter }) => filter),
      ...(shellies ? [shellyCommandTopic("+")] : []),
    ],
  };
}

/**
 * A Shelly Gen1 plug, which has its id for a user name: publishes below its own topic and reads commands to itself and to
 * all plugs.
 * @throws RangeError when the id is not an identifier
 */
export function shellyPrincipal(id: string): Principal {
  requireIdentifier(id);
  return {
    username: id,
    publish: [`shellies/${id}/#`, "shellies/announce"],
    subscribe: [shellyCommandTopic(id), `shellies/${id}/command`, "shellies/command"],
  };
}

function requireIdentifier(username: string): void {
  if (!isIdentifier(username)) throw new RangeError("a username must be an identifier");
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
