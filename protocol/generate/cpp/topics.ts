import { nodeSubscriptions } from "../../src/subscription.ts";
import { TOPIC_LEVELS, topicPattern } from "../../src/table/levels.ts";
import { TOPIC_KEYS, TOPICS } from "../../src/table/topics.ts";
import { constant, stringLiteral } from "./naming.ts";

/** The one filter of a node, after the levels of the node itself. */
function commandFilterSuffix(): string {
  const [first, ...more] = nodeSubscriptions("home", "node");
  if (first === undefined || more.length > 0) throw new Error("the core subscribes to one filter");
  return first.filter.slice(topicPattern("home", "node", "").length);
}

/** The topic table: suffix, direction, QoS, retain and size of every topic. */
export function topics(): string {
  const rows = TOPIC_KEYS.map((key) => {
    const { direction, qos, retain, maxBytes, meaning } = TOPICS[key];
    const to = direction === "to-node" ? "Direction::kToNode" : "Direction::kFromNode";
    return `    {${stringLiteral(key)}, ${key.length}, ${to}, ${qos}, ${retain}, ${maxBytes}},  // ${meaning}`;
  });
  return `/// Levels of a topic: kRoot/{home_id}/kNodes/{node_id}/{suffix}.
inline constexpr char kRoot[] = ${stringLiteral(TOPIC_LEVELS.root)};
inline constexpr char kNodes[] = ${stringLiteral(TOPIC_LEVELS.nodes)};
/// What a node subscribes to, after its own levels (REQ-005).
inline constexpr char kCommandFilterSuffix[] = ${stringLiteral(commandFilterSuffix())};

/// Who publishes: the node, or the backend to the node.
enum class Direction : uint8_t { kFromNode = 0, kToNode = 1 };

/// Every topic of the protocol; the value is the index into kTopics.
enum class Topic : uint8_t {
${TOPIC_KEYS.map((key, index) => `  ${constant(key)} = ${index},`).join("\n")}
};
inline constexpr uint8_t kTopicCount = ${TOPIC_KEYS.length};

struct TopicInfo {
  const char* suffix;
  uint8_t suffix_length;
  Direction direction;
  uint8_t qos;
  bool retain;
  uint32_t max_bytes;  ///< largest payload
};
inline constexpr TopicInfo kTopics[kTopicCount] = {
${rows.join("\n")}
};`;
}
