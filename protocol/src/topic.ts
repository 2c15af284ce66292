import { IDENTIFIER_FORM, isIdentifier } from "./identifiers.ts";
import { type ProtocolError, protocolError } from "./protocol-error.ts";
import { failure, type Result, success } from "./result.ts";
import { TOPIC_LEVELS, topicPattern } from "./table/levels.ts";
import { TOPIC_KEYS, type TopicKey } from "./table/topics.ts";

/** What a topic says: `homesync/{home_id}/nodes/{node_id}/{category}/{name}`. */
export interface TopicAddress<Key extends TopicKey = TopicKey> {
  readonly homeId: string;
  readonly nodeId: string;
  readonly key: Key;
}

const ROOT = `${TOPIC_LEVELS.root}/`;
const NODES = `/${TOPIC_LEVELS.nodes}/`;
const KEYS: ReadonlyMap<string, TopicKey> = new Map(TOPIC_KEYS.map((key) => [key, key]));

/** The topic of a node. Error: `bad_identifier`, field `home_id` or `node_id`. */
export function buildTopic({ homeId, nodeId, key }: TopicAddress): Result<string, ProtocolError> {
  const topic = `${ROOT}${homeId}${NODES}${nodeId}/${key}`;
  const error = identifierError(topic, homeId, nodeId);
  return error === undefined ? success(topic) : failure(error);
}

/** The parts of a topic. Errors: `bad_topic` when its levels are not ours, else `bad_identifier`. */
export function parseTopic(topic: string): Result<TopicAddress, ProtocolError> {
  // indexOf and slice, no pattern and no split: a bridge does this for every message.
  const homeEnd = topic.startsWith(ROOT) ? topic.indexOf("/", ROOT.length) : -1;
  if (homeEnd < 0 || !topic.startsWith(NODES, homeEnd)) {
    return failure(badTopic(topic));
  }
  const nodeStart = homeEnd + NODES.length;
  const nodeEnd = topic.indexOf("/", nodeStart);
  const key = nodeEnd < 0 ? undefined : KEYS.get(topic.slice(nodeEnd + 1));
  if (key === undefined) {
    return failure(badTopic(topic));
  }
  const homeId = topic.slice(ROOT.length, homeEnd);
  const nodeId = topic.slice(nodeStart, nodeEnd);
  const error = identifierError(topic, homeId, nodeId);
  return error === undefined ? success({ homeId, nodeId, key }) : failure(error);
}

function identifierError(topic: string, homeId: string, nodeId: string): ProtocolError | undefined {
  if (!isIdentifier(homeId)) {
    return protocolError("bad_identifier", topic, "home_id", IDENTIFIER_FORM);
  }
  if (!isIdentifier(nodeId)) {
    return protocolError("bad_identifier", topic, "node_id", IDENTIFIER_FORM);
  }
  return undefined;
}

const badTopic = (topic: string): ProtocolError =>
  protocolError(
    "bad_topic",
    topic,
    "",
    `${topicPattern("{home_id}", "{node_id}", "")} and one of the topics of the protocol`,
  );
