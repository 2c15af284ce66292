#include "homesync/vectors.h"
#include "node_probe.h"
#include "test.h"

// What commands cost in stack: every golden vector and every JSON document, as a whole node meets
// them.

using homesync::Millis;
using homesync::Text;
using homesync::lx106::Area;
using homesync::lx106::NodeProbe;
using homesync::protocol::Direction;
using homesync::protocol::ErrorCode;
using homesync::vectors::JsonVector;
using homesync::vectors::Vector;
namespace protocol = homesync::protocol;

namespace {

template <typename AnyVector>
Text bytes_of(const AnyVector& vector) {
  return Text(reinterpret_cast<const char*>(vector.bytes), vector.size);
}

Area area_of(ErrorCode error) {
  if (error == ErrorCode::kNone) return {"command: good", ""};
  return {"command: ", Text::terminated(protocol::kErrorNames[static_cast<uint8_t>(error)])};
}

/** The moment that the vectors' timestamps name, so that none is expired. */
constexpr homesync::UtcTime kVectorTime = {1738852200, 0};

}  // namespace

TEST("stack: every golden command, good and malformed") {
  static NodeProbe probe;
  probe.boot();
  uint32_t good = 0;
  uint32_t malformed = 0;
  for (const Vector& vector : homesync::vectors::kVectors) {
    const protocol::TopicInfo& topic = homesync::info_of(vector.topic);
    if (topic.direction != Direction::kToNode) continue;
    (vector.error == ErrorCode::kNone ? good : malformed) += 1;
    probe.clock.advance(2000);
    probe.clock.set_utc(kVectorTime);
    probe.message(area_of(vector.error), Text::terminated(topic.suffix), bytes_of(vector));
  }
  CHECK(good > 20);
  CHECK(malformed > 100);
}

TEST("stack: every JSON document") {
  static NodeProbe probe;
  probe.boot();
  for (const JsonVector& vector : homesync::vectors::kJsonVectors) {
    const Area area =
        vector.error == ErrorCode::kNone ? Area{"command: no command", ""} : area_of(vector.error);
    probe.message(area, "command/config", bytes_of(vector));
  }
  CHECK(probe.node->counters().of(homesync::Counter::kUnanswerable) > 100);
}

TEST("stack: commands that are answered and not obeyed, and such as are ignored") {
  static NodeProbe probe;
  probe.boot();
  const Text on =
      "{\"action\":\"on\",\"request_id\":\"one\",\"timestamp\":\"2025-02-06T14:30:00.000Z\"}";
  probe.message(area_of(ErrorCode::kNone), "command/relay", on);
  CHECK(!probe.answer().empty());
  probe.message({"command: repeated", ""}, "command/relay", on);
  CHECK(!probe.answer().empty());
  probe.message({"command: retained", ""}, "command/relay", on, true);
  CHECK(probe.answer().empty());
  probe.message({"command: foreign topic", ""}, "command/window", on);
  CHECK(probe.answer().empty());
  probe.clock.advance(3600000);
  probe.message({"command: ", "expired"}, "command/relay",
                "{\"action\":\"toggle\",\"request_id\":\"two\",\"timestamp\":\"2025-02-06T14:30:00"
                ".000Z\"}");
  CHECK(!probe.answer().empty());
  probe.relay.set_stuck(true);
  probe.clock.set_utc(kVectorTime);
  probe.message({"command: ", "relay_fault"}, "command/relay",
                "{\"action\":\"off\",\"request_id\":\"three\"}");
  CHECK(!probe.answer().empty());
  probe.mqtt.accepting = false;
  probe.message({"command: answer not sent", ""}, "command/relay", on);
  CHECK_EQ(probe.node->counters().of(homesync::Counter::kLostResponses), 1);
}
