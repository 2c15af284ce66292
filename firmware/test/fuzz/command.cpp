#include <optional>

#include "bench.h"
#include "homesync/json_reader.h"
#include "homesync/json_scan.h"
#include "input.h"
#include "message_code.h"

// Any messages to a whole node: it never stops working, answers each at most once, and whatever it
// publishes is a valid document on one of its own topics.

using homesync::JsonObject;
using homesync::MqttPort;
using homesync::Node;
using homesync::PacketId;
using homesync::Session;
using homesync::SessionPlan;
using homesync::Text;
using homesync::fuzz::ExactBytes;
using homesync::fuzz::Input;
using homesync::fuzz::require;
using homesync::protocol::ErrorCode;
namespace protocol = homesync::protocol;
namespace code = homesync::fuzz::message_code;

namespace {

constexpr Text kPrefix = "homesync/abc123/nodes/node-001/";

constexpr size_t kLongestTopic = 4096;

bool begins_with(Text text, Text beginning) {
  return text.size >= beginning.size && Text(text.data, beginning.size) == beginning;
}

/** Which topic of the node's the suffix is; it must be one that a node publishes. */
const protocol::TopicInfo& topic_of(Text suffix) {
  for (const protocol::TopicInfo& topic : protocol::kTopics) {
    const bool own = topic.direction == protocol::Direction::kFromNode;
    if (own && suffix == Text(topic.suffix, topic.suffix_length)) return topic;
  }
  require(false, "a node publishes on its own topics");
  return protocol::kTopics[0];
}

/** A broker that examines what it is given, and refuses it when it is told to. */
class ExaminingMqtt final : public MqttPort {
 public:
  void connect(const SessionPlan& plan) override {
    require(begins_with(plan.will.topic, kPrefix), "the will is on the node's own topic");
    connecting = true;
  }
  bool subscribe(Text, uint8_t) override { return accepting; }
  void disconnect() override {}
  void abort() override {}

  PacketId publish(Text topic, Text payload, uint8_t qos, bool retain) override {
    require(begins_with(topic, kPrefix), "a node publishes under its own prefix");
    const Text suffix(topic.data + kPrefix.size, topic.size - kPrefix.size);
    const protocol::TopicInfo& info = topic_of(suffix);
    require(retain == info.retain && (qos == info.qos || begins_with(suffix, "telemetry/")),
            "with the flags of the table");
    require(payload.size <= info.max_bytes, "within the topic's size");
    const ExactBytes exact(payload.data, payload.size);
    require(validate(exact.text()) == ErrorCode::kNone, "what is published is a JSON object");
    if (begins_with(suffix, "response/")) {
      ++responses;
      require(!JsonObject(exact.text()).find(protocol::field::kRequestId).is_absent(),
              "an answer names its request");
    }
    if (!accepting) return homesync::kNotAccepted;
    last = last == UINT16_MAX ? PacketId{1} : static_cast<PacketId>(last + 1);
    return last;
  }

  bool accepting = true;
  bool connecting = false;
  uint32_t responses = 0;
  PacketId last = homesync::kNotAccepted;
};

/** A node, the hardware around it and the broker. */
struct Subject {
  homesync::simulated::SettableClock clock;
  homesync::simulated::Flash flash;
  homesync::simulated::SeededRandom random{1};
  homesync::simulated::PzemMeter meter{clock};
  homesync::simulated::Relay relay{meter};
  homesync::simulated::Thermometer thermometer;
  homesync::simulated::Radio radio;
  homesync::simulated::Led led;
  homesync::simulated::Button button;
  homesync::simulated::Provisioning provisioning;
  homesync::simulated::RetainedMemory retained_memory;
  homesync::test::RecordingDownload download;
  homesync::simulated::FirmwareSlot slot{flash};
  homesync::test::ToySignature signature;
  homesync::simulated::TrustAnchor trust_anchor;
  homesync::test::BenchSystem system;
  homesync::test::BenchLog log;
  ExaminingMqtt mqtt;
  homesync::Identity identity{"abc123", "node-001", "1.2.3", "virtual", "4f2a9c1", "fuzz"};
  /** Another one after every restart that a command asks for. */
  std::optional<Node> node;

  void boot() {
    system.restarts = 0;
    node.emplace(homesync::Ports{clock, mqtt, random, flash, system, log, meter, thermometer, relay,
                                 radio, led, button, provisioning, retained_memory, download, slot,
                                 signature, trust_anchor},
                 identity, homesync::Settings());
    node->start();
    node->on_connected(false);
  }

  void pass(homesync::Millis span) {
    for (homesync::Millis left = span; left > 0;) {
      const homesync::Millis wake = node->poll();
      const homesync::Millis wait = wake == 0 ? 1 : wake;
      const homesync::Millis step = wait < left ? wait : left;
      clock.advance(step);
      left -= step;
    }
    node->poll();
  }

  void reconnect() {
    node->on_disconnected();
    // An end that a command began is followed by a restart and not by a connect.
    for (mqtt.connecting = false; !mqtt.connecting && system.restarts == 0;) pass(1000);
    if (mqtt.connecting) node->on_connected(true);
  }

  void message(Text topic, Text payload, bool retained) {
    const ExactBytes exact_topic(topic.data, topic.size);
    const ExactBytes exact_payload(payload.data, payload.size);
    const uint32_t answered = mqtt.responses;
    node->on_message(exact_topic.text(), exact_payload.text(), retained);
    require(mqtt.responses - answered <= (retained ? 0U : 1U),
            "a message is answered at most once");
  }
};

void step(Subject& subject, Input& input) {
  const uint8_t how = input.byte();
  subject.relay.set_stuck((how & code::kStuckRelay) != 0);
  subject.mqtt.accepting = (how & code::kRefusing) == 0;
  if ((how & code::kNoClock) != 0) {
    subject.clock.unset_utc();
  } else {
    subject.clock.set_utc(code::kTime);
  }
  homesync::FixedText<kLongestTopic> topic;
  topic.assign(kPrefix);
  const uint8_t chosen = how & code::kTopicMask;
  const Text suffix = chosen < code::kTopicCount ? code::kTopics[chosen] : input.until('\n');
  if (!topic.append(suffix)) topic.clear();
  subject.message(topic.view(), input.until(code::kEnd), (how & code::kRetained) != 0);
  subject.mqtt.accepting = true;
  if ((how & code::kReconnect) != 0) subject.reconnect();
  subject.pass(1100);
  if (subject.node->session_state() != homesync::SessionState::kOnline) {
    // Only a factory reset ends the session, and after its planned absence the node starts again.
    subject.pass(Session::kAnnouncementTimeout + Session::kDisconnectTimeout);
    require(subject.system.restarts == 1, "no message costs the node its connection");
    subject.boot();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Subject subject;
  subject.boot();
  for (Input input(data, size); !input.empty();) step(subject, input);
  return 0;
}
