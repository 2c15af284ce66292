#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"
#include "test.h"

using namespace homesync;

namespace {

/** The specification's topics and REQ-003, REQ-008, written out by hand: a wrong table must not
 * agree with itself. */
struct Row {
  const char* suffix;
  uint8_t qos;
  bool retain;
};

constexpr Row kSpecification[] = {
    {"telemetry/power", 0, false},
    {"telemetry/voltage", 0, false},
    {"telemetry/current", 0, false},
    {"telemetry/energy", 0, false},
    {"telemetry/power_factor", 0, false},
    {"telemetry/frequency", 0, false},
    {"telemetry/temperature", 0, false},
    {"status/online", 1, true},
    {"status/relay", 1, true},
    {"status/firmware", 1, true},
    {"status/rssi", 1, false},
    {"command/relay", 1, false},
    {"command/led", 1, false},
    {"command/config", 1, false},
    {"command/ota", 1, false},
    {"response/command", 1, false},
    {"response/ota", 1, false},
};

TEST("the topics have the specification's names, QoS and retain flags") {
  REQUIRE_EQ(static_cast<size_t>(protocol::kTopicCount), sizeof kSpecification / sizeof(Row));
  for (uint8_t i = 0; i < protocol::kTopicCount; ++i) {
    const protocol::TopicInfo& topic = protocol::kTopics[i];
    CHECK_EQ(Text::terminated(topic.suffix), Text::terminated(kSpecification[i].suffix));
    CHECK_EQ(topic.qos, kSpecification[i].qos);
    CHECK_EQ(topic.retain, kSpecification[i].retain);
  }
}

TEST("the fields have the specification's names") {
  CHECK_EQ(Text(protocol::field::kValue), Text("value"));
  CHECK_EQ(Text(protocol::field::kUnit), Text("unit"));
  CHECK_EQ(Text(protocol::field::kTimestamp), Text("timestamp"));
  CHECK_EQ(Text(protocol::field::kQuality), Text("quality"));
  CHECK_EQ(Text(protocol::field::kOnline), Text("online"));
  CHECK_EQ(Text(protocol::field::kUptime), Text("uptime"));
  CHECK_EQ(Text(protocol::field::kFirmware), Text("firmware"));
  CHECK_EQ(Text(protocol::field::kAction), Text("action"));
  CHECK_EQ(Text(protocol::field::kRequestId), Text("request_id"));
  CHECK_EQ(Text(protocol::field::kStatus), Text("status"));
  CHECK_EQ(Text(protocol::field::kResult), Text("result"));
}

TEST("telemetry is published at the table's QoS unless the configuration says otherwise") {
  const auto& setting = protocol::kSettings[static_cast<uint8_t>(protocol::Setting::kTelemetryQos)];
  CHECK_EQ(setting.initial, static_cast<int32_t>(protocol::kTopics[0].qos));
}

}  // namespace
