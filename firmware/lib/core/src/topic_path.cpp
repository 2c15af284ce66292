#include "homesync/topic_path.h"

namespace homesync {

namespace {

void build_prefix(const Identity& identity, TopicPath& path) {
  path.assign(protocol::kRoot);
  path.append("/");
  path.append(identity.home_id);
  path.append("/");
  path.append(protocol::kNodes);
  path.append("/");
  path.append(identity.node_id);
  path.append("/");
}

Text suffix_of(const protocol::TopicInfo& topic) {
  return Text(topic.suffix, topic.suffix_length);
}

}  // namespace

void build_topic(const Identity& identity, protocol::Topic topic, TopicPath& path) {
  build_prefix(identity, path);
  path.append(suffix_of(info_of(topic)));
}

void build_command_filter(const Identity& identity, TopicPath& path) {
  build_prefix(identity, path);
  path.append(protocol::kCommandFilterSuffix);
}

bool parse_command_topic(const Identity& identity, Text path, protocol::Topic& topic) {
  TopicPath prefix;
  build_prefix(identity, prefix);
  if (path.size < prefix.size() || Text(path.data, prefix.size()) != prefix.view()) return false;
  const Text suffix(path.data + prefix.size(), path.size - prefix.size());
  for (uint8_t i = 0; i < protocol::kTopicCount; ++i) {
    const protocol::TopicInfo& info = protocol::kTopics[i];
    if (info.direction == protocol::Direction::kToNode && suffix == suffix_of(info)) {
      topic = static_cast<protocol::Topic>(i);
      return true;
    }
  }
  return false;
}

}  // namespace homesync
