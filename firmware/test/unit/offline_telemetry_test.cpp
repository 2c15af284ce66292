#include <string.h>

#include "homesync/sample_buffer.h"
#include "telemetry_bench.h"
#include "test.h"

using homesync::Counter;
using homesync::Node;
using homesync::Text;
using homesync::simulated::MeterFault;
using homesync::test::TelemetryBench;

namespace {

/** A connected node that loses its connection for a while. */
struct OfflineBench : TelemetryBench {
  OfflineBench() { connect_and_settle(node); }

  void lose_connection(homesync::Millis span) {
    node.on_disconnected();
    run(node, span);
  }

  void reconnect() {
    while (node.session_state() != homesync::SessionState::kConnecting) run(node, 100);
    node.on_connected(true);
    mqtt.clear();
  }

  /** Of the voltage's messages: their timestamps strictly increase, also behind what came before.
   */
  int count_voltages() {
    int count = 0;
    const Text suffix = "/telemetry/voltage";
    for (size_t i = 0; i < mqtt.count; ++i) {
      const Text topic = mqtt.messages[i].topic.view();
      if (Text(topic.data + topic.size - suffix.size, suffix.size) != suffix) continue;
      const Text payload = mqtt.messages[i].payload.view();
      const char* at = strstr(payload.data, "\"timestamp\":\"");
      if (at == nullptr) continue;
      const Text timestamp(at + 13, 24);
      CHECK(memcmp(timestamp.data, newest.c_str(), 24) > 0);
      newest.assign(timestamp);
      ++count;
    }
    mqtt.clear();
    return count;
  }

  homesync::FixedText<24> newest;
  Node node{ports(), identity, settings};
};

}  // namespace

TEST("heartbeats that met no connection are sent on return, oldest first, with their own times") {
  OfflineBench bench;
  bench.lose_connection(95000);
  bench.reconnect();
  bench.run(bench.node, 1100);
  // 3 or 4 heartbeats in 95 s; two of them with the first sample.
  REQUIRE(bench.mqtt.count >= size_t{14});
  const Text first = bench.mqtt.messages[1].payload.view();
  const Text voltage = "{\"value\":230.1,\"unit\":\"V\",\"timestamp\":\"2025-02-06T14:30:";
  CHECK_EQ(Text(first.data, voltage.size), voltage);
  int sent = bench.count_voltages();
  CHECK_EQ(sent, 2);
  bench.run(bench.node, 3000);
  sent += bench.count_voltages();
  CHECK(sent >= 4 && sent <= 6);
  CHECK_EQ(bench.node.counters().of(Counter::kDroppedSamples), 0U);
}

TEST("a long absence keeps the newest 16 and counts the others; they are out within 10 s") {
  OfflineBench bench;
  bench.lose_connection(3600000);
  CHECK(bench.node.counters().of(Counter::kDroppedSamples) >= 100);
  bench.reconnect();
  int sent = 0;
  for (int second = 0; second < 8; ++second) {
    bench.run(bench.node, 1000);
    // A burst is bounded: two kept samples, and at the end the live one.
    CHECK(bench.mqtt.published <= 22);
    sent += bench.count_voltages();
  }
  bench.run(bench.node, 2000);
  sent += bench.count_voltages();
  CHECK(sent >= homesync::SampleBuffer::kCapacity && sent <= 18);
  bench.run(bench.node, 25000);
  CHECK(bench.count_voltages() <= 1);
}

TEST("heartbeats of 1 s that fall due while kept ones go out join them, and the order holds") {
  OfflineBench bench;
  bench.node.on_disconnected();
  bench.settings.set_number(homesync::protocol::Setting::kTelemetryIntervalS, 1);
  Node node(bench.ports(), bench.identity, bench.settings);
  node.start();
  bench.run(node, 30000);
  while (node.session_state() != homesync::SessionState::kConnecting) bench.run(node, 100);
  node.on_connected(true);
  bench.mqtt.clear();
  int sent = 0;
  for (int second = 0; second < 40; ++second) {
    bench.run(node, 1000);
    sent += bench.count_voltages();
  }
  // 16 kept ones and one a second.
  CHECK(sent >= 55 && sent <= 57);
}

TEST("without a clock nothing is kept, as its time would not be known") {
  OfflineBench bench;
  bench.clock.unset_utc();
  bench.lose_connection(120000);
  bench.clock.set_utc({1738852200 + 1000, 0});
  bench.reconnect();
  bench.run(bench.node, 1100);
  CHECK_EQ(bench.mqtt.count, size_t{homesync::protocol::kMetricCount});
}

TEST("a silent meter keeps only the temperature, and nothing when that is gone too") {
  OfflineBench bench;
  bench.meter.set_fault(MeterFault::kSilent);
  bench.lose_connection(65000);
  bench.reconnect();
  bench.run(bench.node, 1100);
  CHECK(bench.mqtt.last("/telemetry/temperature") != nullptr);
  CHECK(bench.mqtt.last("/telemetry/power") == nullptr);
  bench.thermometer.set_absent();
  bench.run(bench.node, 30000);
  bench.lose_connection(65000);
  bench.reconnect();
  bench.run(bench.node, 5000);
  CHECK(bench.mqtt.last("/telemetry/temperature") == nullptr);
}

TEST("a kept sample that finds no room goes on where it stopped, and none of it comes twice") {
  OfflineBench bench;
  bench.lose_connection(95000);
  bench.reconnect();
  bench.mqtt.refuse_after(3);
  bench.run(bench.node, 1000);
  CHECK_EQ(bench.mqtt.count, size_t{3});
  bench.mqtt.clear();
  bench.mqtt.accept();
  bench.run(bench.node, 1000);
  REQUIRE(bench.mqtt.count >= size_t{4});
  const Text topic = bench.mqtt.messages[0].topic.view();
  const Text energy = "/telemetry/energy";
  CHECK_EQ(Text(topic.data + topic.size - energy.size, energy.size), energy);
}

TEST("a node that boots without a network keeps its heartbeats too") {
  TelemetryBench bench;
  Node node(bench.ports(), bench.identity, bench.settings);
  node.start();
  bench.run(node, 61000);
  while (node.session_state() != homesync::SessionState::kConnecting) bench.run(node, 100);
  node.on_connected(false);
  bench.mqtt.clear();
  bench.run(node, 1100);
  CHECK(bench.mqtt.count >= size_t{14});
}
