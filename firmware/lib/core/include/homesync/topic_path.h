#pragma once

#include <stddef.h>

#include "homesync/identity.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

constexpr size_t longest_topic_suffix() {
  size_t longest = length_of(protocol::kCommandFilterSuffix);
  for (const protocol::TopicInfo& topic : protocol::kTopics) {
    if (topic.suffix_length > longest) longest = topic.suffix_length;
  }
  return longest;
}

/** `homesync/{home_id}/nodes/{node_id}/` at its longest. */
constexpr size_t kMaxTopicPrefix =
    length_of(protocol::kRoot) + length_of(protocol::kNodes) + 2 * protocol::kMaxIdentifier + 4;

using TopicPath = FixedText<kMaxTopicPrefix + longest_topic_suffix()>;

inline const protocol::TopicInfo& info_of(protocol::Topic topic) {
  return protocol::kTopics[static_cast<uint8_t>(topic)];
}

/** The topic of a node whose identity is valid. */
void build_topic(const Identity& identity, protocol::Topic topic, TopicPath& path);

/** What the node subscribes to: its own `command/+` (REQ-005). */
void build_command_filter(const Identity& identity, TopicPath& path);

/** Which command of this node `path` is; false, and `topic` unchanged, when it is none. */
bool parse_command_topic(const Identity& identity, Text path, protocol::Topic& topic);

}  // namespace homesync
