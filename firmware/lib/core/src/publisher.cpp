#include "homesync/publisher.h"

namespace homesync {

PacketId Publisher::publish(protocol::Topic topic, const JsonWriter& payload, uint8_t qos) {
  if (!payload.ok()) return kNotAccepted;
  TopicPath path;
  build_topic(identity_, topic, path);
  return mqtt_.publish(path.view(), payload.view(), qos, info_of(topic).retain);
}

}  // namespace homesync
