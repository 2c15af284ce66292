#pragma once

#include "homesync/identity.h"
#include "homesync/json_writer.h"
#include "homesync/ports/mqtt.h"
#include "homesync/protocol.h"
#include "homesync/topic_path.h"

namespace homesync {

/** Publishes payloads on the node's topics with the QoS and retain flag of the protocol's table. */
class Publisher {
 public:
  Publisher(MqttPort& mqtt, const Identity& identity) : mqtt_(mqtt), identity_(identity) {}

  /** kNotAccepted when the MQTT client has no room, or `payload` did not fit its buffer. */
  PacketId publish(protocol::Topic topic, const JsonWriter& payload) {
    return publish(topic, payload, info_of(topic).qos);
  }

  /** The same with another QoS than the table's, where a setting allows it. */
  PacketId publish(protocol::Topic topic, const JsonWriter& payload, uint8_t qos);

 private:
  MqttPort& mqtt_;
  const Identity& identity_;
};

}  // namespace homesync
