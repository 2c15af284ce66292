#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** Names a QoS 1 PUBLISH until its PUBACK (MQTT 3.1.1, 2.3.1); 0 is no packet id. */
using PacketId = uint16_t;

constexpr PacketId kNotAccepted = 0;

/** What the broker publishes when the connection ends without a DISCONNECT (REQ-008). */
struct Will {
  Text topic;
  Text payload;
  uint8_t qos = 0;
  bool retain = false;
};

/** What a CONNECT says of the node. Host, port, credentials and TLS belong to the body. */
struct SessionPlan {
  Text client_id;
  Will will;
  /** s */
  uint16_t keep_alive_s = 0;
  bool clean_session = true;
};

/**
 * The body's MQTT 3.1.1 client. No call waits, and none calls the node back before it returns: the
 * body reports what happens later to Node::on_connected, on_disconnected, on_message and
 * on_published. Packet ids, pings and resends are the body's.
 *
 * Texts are valid during the call only; the body copies what it keeps.
 */
class MqttPort {
 public:
  /**
   * Opens the connection, the network first where that is down. Ends in on_connected, or in
   * on_disconnected when it fails; the node gives it up with abort() when neither comes in time.
   */
  virtual void connect(const SessionPlan& plan) = 0;

  /**
   * False when the SUBSCRIBE was not accepted for sending. A refusal in the SUBACK is for the body
   * to answer by closing the connection, which it reports.
   */
  virtual bool subscribe(Text filter, uint8_t qos) = 0;

  /** kNotAccepted when there is no room to send it. With QoS 0 any other answer means accepted. */
  virtual PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) = 0;

  /** Sends DISCONNECT, which discards the will (MQTT 3.1.1, 3.14.4), then closes and reports it. */
  virtual void disconnect() = 0;

  /** Closes without DISCONNECT: the broker publishes the will. No report follows. */
  virtual void abort() = 0;

 protected:
  ~MqttPort() = default;
};

}  // namespace homesync
