#include "homesync/telemetry.h"
#include "telemetry_bench.h"
#include "test.h"

using homesync::Node;
using homesync::Text;
using homesync::test::TelemetryBench;

TEST("a meter that fails lowers the quality, and its last good value is not published again") {
  TelemetryBench bench(1);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  bench.run(node, 30000);
  bench.meter.set_fault(homesync::simulated::MeterFault::kCorrupt);
  bench.run(node, 5000);
  bench.mqtt.clear();
  bench.run(node, 1000);
  CHECK(bench.mqtt.last("/telemetry/power") == nullptr);
  CHECK(bench.mqtt.last("/telemetry/temperature") != nullptr);
  CHECK(node.counters().of(homesync::Counter::kMeterFailures) >= 5);
  bench.meter.set_fault(homesync::simulated::MeterFault::kNone);
  bench.run(node, 1000);
  const Text power = bench.mqtt.last_payload("/telemetry/power");
  const Text end = ",\"quality\":70}";
  REQUIRE(power.size > end.size);
  CHECK_EQ(Text(power.data + power.size - end.size, end.size), end);
}

TEST("without a thermometer there is no temperature, and nothing else is missing") {
  TelemetryBench bench;
  bench.thermometer.set_absent();
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.run(node, 1100);
  CHECK_EQ(bench.mqtt.count, size_t{homesync::protocol::kMetricCount - 1});
  CHECK(bench.mqtt.last("/telemetry/temperature") == nullptr);
}

TEST("a temperature that no DS18B20 can measure is not a reading") {
  TelemetryBench bench;
  bench.thermometer.set(1251);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.run(node, 1100);
  CHECK(bench.mqtt.last("/telemetry/temperature") == nullptr);
}

TEST("a heartbeat that meets a failing meter is made up for when it answers again") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect_and_settle(node);
  CHECK(bench.seconds_to_telemetry(node, 30) > 0);
  bench.run(node, 25000);
  bench.meter.set_fault(homesync::simulated::MeterFault::kSilent);
  bench.run(node, 10000);
  bench.meter.set_fault(homesync::simulated::MeterFault::kNone);
  CHECK_EQ(bench.seconds_to_telemetry(node, 5), 1);
}
