#include "node_probe.h"
#include "test.h"

// What a node's life costs in stack, apart from commands.

using homesync::Millis;
using homesync::SessionState;
using homesync::lx106::NodeProbe;
namespace protocol = homesync::protocol;

TEST("stack: every metric is sampled and published, as the load changes") {
  static NodeProbe probe;
  probe.boot();
  probe.relay.set(true);
  probe.mqtt.clear();
  probe.pass({"telemetry", ""}, 40);
  for (const protocol::MetricInfo& metric : protocol::kMetrics) {
    homesync::FixedText<64> topic;
    topic.assign("/telemetry/");
    topic.append(homesync::Text::terminated(metric.name));
    CHECK(probe.mqtt.last(topic.view()) != nullptr);
  }
  // The longest numbers that the meter knows.
  probe.mqtt.clear();
  probe.meter.set_load({230000, 2600, 100000, 100, 650});
  probe.thermometer.set(-550);
  probe.pass({"telemetry", ""}, 40);
  CHECK(probe.mqtt.published > 0);
}

TEST("stack: sensors fail and recover") {
  static NodeProbe probe;
  probe.boot();
  probe.meter.set_fault(homesync::simulated::MeterFault::kCorrupt);
  probe.thermometer.set_absent();
  probe.pass({"sensor failure", ""}, 40);
  probe.meter.set_fault(homesync::simulated::MeterFault::kNone);
  probe.thermometer.set(250);
  probe.pass({"sensor failure", ""}, 40);
  CHECK(probe.node->counters().of(homesync::Counter::kMeterFailures) > 0);
}

TEST("stack: the connection is lost, not found again, and found") {
  static NodeProbe probe;
  probe.boot();
  homesync::lx106::measure({"reconnect", ""}, [] { probe.node->on_disconnected(); });
  // A connect that nobody answers is given up after 10 s and made again.
  const uint32_t connects = probe.mqtt.connects;
  probe.pass({"reconnect", ""}, 30);
  CHECK(probe.mqtt.connects >= connects + 2);
  for (int i = 0; i < 1200 && probe.node->session_state() != SessionState::kConnecting; ++i) {
    probe.pass({"reconnect", ""}, 1);
  }
  homesync::lx106::measure({"reconnect", ""}, [] { probe.node->on_connected(true); });
  CHECK_EQ(probe.node->session_state(), SessionState::kOnline);
}

TEST("stack: a planned absence is announced, acknowledged and complete") {
  static NodeProbe probe;
  const homesync::lx106::Area area{"planned absence", ""};
  probe.boot();
  probe.mqtt.clear();
  homesync::lx106::measure(area, [] { probe.node->shutdown(protocol::OnlineReason::kUpdate); });
  const auto* message = probe.mqtt.last("/status/online");
  REQUIRE(message != nullptr);
  homesync::lx106::measure(area, [message] { probe.node->on_published(message->packet); });
  homesync::lx106::measure(area, [] { probe.node->on_disconnected(); });
  CHECK_EQ(probe.system.restarts, 1);
}

TEST("stack: a planned absence that nobody acknowledges") {
  static NodeProbe probe;
  const homesync::lx106::Area area{"planned absence", ""};
  probe.boot();
  homesync::lx106::measure(area, [] { probe.node->shutdown(protocol::OnlineReason::kShutdown); });
  probe.pass(area, 10);
  CHECK_EQ(probe.system.halts, 1);
}
