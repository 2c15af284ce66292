#include "homesync/telemetry.h"

#include "telemetry_bench.h"
#include "test.h"

using homesync::Node;
using homesync::Text;
using homesync::protocol::Setting;
using homesync::test::TelemetryBench;

namespace {

constexpr size_t kMetrics = homesync::protocol::kMetricCount;

}  // namespace

TEST("the first sample is published whole within a second or so: every metric, in their order") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.run(node, 1100);
  REQUIRE_EQ(bench.mqtt.count, kMetrics);
  for (size_t i = 0; i < kMetrics; ++i) {
    const auto& message = bench.mqtt.messages[i];
    const auto topic = homesync::protocol::kMetrics[i].topic;
    const char* suffix = homesync::protocol::kTopics[static_cast<uint8_t>(topic)].suffix;
    CHECK(bench.mqtt.last(Text::terminated(suffix)) == &message);
    CHECK_EQ(message.qos, 0);
    CHECK(!message.retain);
  }
  const Text power = bench.mqtt.last_payload("/telemetry/power");
  const Text start = "{\"value\":125.5,\"unit\":\"W\",\"timestamp\":\"2025-02-06T14:30:0";
  CHECK_EQ(Text(power.data, start.size), start);
  const Text temperature = bench.mqtt.last_payload("/telemetry/temperature");
  const Text end = ",\"quality\":100}";
  CHECK_EQ(Text(temperature.data + temperature.size - end.size, end.size), end);
}

TEST("every metric is published at its heartbeat") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  CHECK(bench.seconds_to_telemetry(node, 30) > 0);
  for (int beat = 0; beat < 3; ++beat) {
    CHECK_EQ(bench.seconds_to_telemetry(node, 31), 30);
    CHECK_EQ(bench.mqtt.count, kMetrics);
  }
}

TEST("a heartbeat of 1 s publishes every sample") {
  TelemetryBench bench(1);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  bench.run(node, 100000);
  CHECK_EQ(bench.mqtt.published, kMetrics * 100 + 1);  // and once the signal strength
}

TEST("nodes that start together have their heartbeats at different seconds") {
  uint32_t seconds_seen = 0;
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    TelemetryBench bench;
    bench.random = homesync::simulated::SeededRandom(seed);
    Node node(bench.ports(), bench.identity, bench.settings);
    bench.connect_and_settle(node);
    seconds_seen |= 1U << bench.seconds_to_telemetry(node, 31);
  }
  int different = 0;
  for (; seconds_seen != 0; seconds_seen &= seconds_seen - 1) ++different;
  CHECK(different >= 6);
}

TEST("a metric that leaves its deadband is published early, alone, and at most every 5 s") {
  TelemetryBench bench(3600);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  bench.run(node, 10000);
  CHECK_EQ(bench.mqtt.count, size_t{0});
  bench.meter.set_load({1355, 2301, 547, 98, 500});  // 10 W more: not beyond the deadband
  bench.run(node, 2000);
  CHECK_EQ(bench.mqtt.count, size_t{0});
  bench.meter.set_load({1356, 2301, 547, 98, 500});
  bench.run(node, 1000);
  REQUIRE_EQ(bench.mqtt.count, size_t{1});
  CHECK(bench.mqtt.last("/telemetry/power") != nullptr);
  bench.mqtt.clear();
  bench.meter.set_load({5000, 2301, 547, 98, 500});
  bench.run(node, 4000);
  CHECK_EQ(bench.mqtt.count, size_t{0});
  bench.run(node, 1000);
  CHECK_EQ(bench.mqtt.count, size_t{1});
}

TEST("without a clock readings have no timestamp") {
  TelemetryBench bench;
  bench.clock.unset_utc();
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.run(node, 1100);
  CHECK_EQ(bench.mqtt.last_payload("/telemetry/power"),
           Text("{\"value\":125.5,\"unit\":\"W\",\"quality\":100}"));
}

TEST("timestamps strictly increase, also when the clock is set back") {
  TelemetryBench bench(1);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  homesync::FixedText<24> last;
  for (int second = 0; second < 20; ++second) {
    homesync::UtcTime time;
    bench.clock.utc(time);
    if (second % 5 == 4) bench.clock.set_utc({time.seconds - 2, time.millis});
    bench.mqtt.clear();
    bench.run(node, 1000);
    const Text payload = bench.mqtt.last_payload("/telemetry/power");
    REQUIRE(payload.size > 62);
    const Text timestamp(payload.data + 38, 24);
    CHECK(memcmp(timestamp.data, last.c_str(), 24) > 0);
    last.assign(timestamp);
  }
}

TEST("telemetry goes out at QoS 1 where that is set") {
  TelemetryBench bench;
  bench.settings.set_number(Setting::kTelemetryQos, 1);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.run(node, 1100);
  REQUIRE(bench.mqtt.last("/telemetry/power") != nullptr);
  CHECK_EQ(bench.mqtt.last("/telemetry/power")->qos, 1);
}

TEST("nothing is published offline; back online, what is overdue goes out with the next sample") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  node.on_disconnected();
  bench.run(node, 500);
  bench.mqtt.clear();
  bench.run(node, 61000);
  CHECK_EQ(bench.mqtt.published, 0U);
  bench.run(node, 60000);
  bench.mqtt.clear();
  while (node.session_state() != homesync::SessionState::kConnecting) bench.run(node, 100);
  node.on_connected(true);
  bench.mqtt.clear();
  bench.run(node, 1100);
  CHECK(bench.mqtt.last("/telemetry/energy") != nullptr);
}

TEST("a reading that is not accepted is counted and tried again with the next sample") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.mqtt.accepting = false;
  bench.run(node, 1100);
  CHECK_EQ(node.counters().of(homesync::Counter::kRefusedReadings), kMetrics);
  bench.mqtt.accepting = true;
  bench.run(node, 1000);
  CHECK_EQ(bench.mqtt.count, kMetrics);
}

TEST("the schedule holds when the milliseconds wrap") {
  TelemetryBench bench;
  bench.clock.start_at(UINT32_MAX - 40000);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  CHECK(bench.seconds_to_telemetry(node, 30) > 0);
  CHECK_EQ(bench.seconds_to_telemetry(node, 31), 30);
  CHECK_EQ(bench.seconds_to_telemetry(node, 31), 30);
}
