#pragma once

#include "homesync/ports/mqtt.h"
#include "homesync/settings_result.h"
#include "homesync/text.h"

namespace homesync::test {

/** An MQTT port that keeps what it is asked to do, and accepts or refuses it as it is told. */
class RecordingMqtt final : public MqttPort {
 public:
  struct Message {
    FixedText<200> topic;
    /** Nothing that a node publishes is longer. */
    FixedText<kSettingsResponseCapacity> payload;
    uint8_t qos = 0;
    bool retain = false;
    PacketId packet = kNotAccepted;
  };

  static constexpr size_t kCapacity = 24;

  void connect(const SessionPlan& plan) override {
    ++connects;
    client_id.assign(plan.client_id);
    will.topic.assign(plan.will.topic);
    will.payload.assign(plan.will.payload);
    will.qos = plan.will.qos;
    will.retain = plan.will.retain;
    keep_alive_s = plan.keep_alive_s;
    clean_session = plan.clean_session;
    note('C');
  }

  bool subscribe(Text topic_filter, uint8_t qos) override {
    filter.assign(topic_filter);
    filter_qos = qos;
    note('S');
    return accepting;
  }

  PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) override {
    if (!accepting || room == 0) return kNotAccepted;
    --room;
    note('P');
    ++published;
    if (count < kCapacity) {
      Message& message = messages[count++];
      message.topic.assign(topic);
      message.payload.assign(payload);
      message.qos = qos;
      message.retain = retain;
      message.packet = next_packet;
    }
    return next_packet++;
  }

  void disconnect() override { note('D'); }
  void abort() override { note('A'); }

  /** Forgets the messages and the calls so far. */
  void clear() {
    count = 0;
    published = 0;
    calls.clear();
  }

  /** The newest message whose topic ends in `suffix`; null when there is none. */
  const Message* last(Text suffix) const {
    for (size_t i = count; i-- > 0;) {
      const Text topic = messages[i].topic.view();
      const size_t from = topic.size - suffix.size;
      if (topic.size >= suffix.size && Text(topic.data + from, suffix.size) == suffix) {
        return &messages[i];
      }
    }
    return nullptr;
  }

  /** Its payload; empty when there is no such message. */
  Text last_payload(Text suffix) const {
    const Message* message = last(suffix);
    return message == nullptr ? Text() : message->payload.view();
  }

  /** Accepts `messages` more and refuses the rest, until accept(). */
  void refuse_after(uint32_t messages_more) { room = messages_more; }
  void accept() { room = UINT32_MAX; }

  /** One letter a call: C connect, S subscribe, P publish, D disconnect, A abort. */
  FixedText<64> calls;
  uint32_t connects = 0;
  FixedText<160> client_id;
  Message will;
  uint16_t keep_alive_s = 0;
  bool clean_session = true;
  FixedText<200> filter;
  uint8_t filter_qos = 0;
  bool accepting = true;
  uint32_t room = UINT32_MAX;
  /** All of them, also those that found no room in `messages`. */
  uint32_t published = 0;
  size_t count = 0;
  Message messages[kCapacity];
  PacketId next_packet = 1;

 private:
  void note(char call) { calls.append(Text(&call, 1)); }
};

}  // namespace homesync::test
