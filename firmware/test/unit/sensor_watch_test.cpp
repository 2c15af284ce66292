#include "homesync/sensor_watch.h"

#include "config_bench.h"
#include "test.h"

using homesync::Counter;
using homesync::EnergyWatch;
using homesync::Node;
using homesync::SensorHealth;
using homesync::Text;
using homesync::protocol::SensorState;
using homesync::simulated::MeterFault;
using homesync::test::ConfigBench;
using homesync::test::holds;

namespace {

/** A node that has settled, its thermometer there. */
struct SensorBench : ConfigBench {
  SensorBench() {
    run(node, 25000);
    mqtt.clear();
  }

  /** What status/online says that was published since; empty when it was not. */
  Text told(homesync::Millis span) {
    mqtt.clear();
    run(node, span);
    return mqtt.last_payload("/status/online");
  }

  Text birth() {
    node.on_disconnected();
    while (node.session_state() != homesync::SessionState::kConnecting) run(node, 100);
    mqtt.clear();
    node.on_connected(true);
    return mqtt.last_payload("/status/online");
  }
};

}  // namespace

TEST("health: a sensor is unknown, absent after 20 bad readings, and ok once half are good") {
  SensorHealth health;
  CHECK(!health.is_known());
  for (int i = 0; i < 19; ++i) CHECK(!health.record(false, 0));
  CHECK(!health.is_known());
  CHECK(health.record(false, 0));
  CHECK_EQ(health.state(), SensorState::kAbsent);
  CHECK(!health.record(false, 0));
  CHECK(!health.record(true, 45));
  CHECK(health.record(true, 50));
  CHECK_EQ(health.state(), SensorState::kOk);
  CHECK(!health.record(true, 100));
}

TEST("health: one good reading at the start makes a sensor known, and it can only be lost") {
  SensorHealth health;
  CHECK(!health.record(true, 100));
  CHECK(health.is_known());
  int reports = 0;
  for (int i = 0; i < 300; ++i) reports += health.record(false, 0) ? 1 : 0;
  CHECK_EQ(reports, 1);
  CHECK_EQ(health.state(), SensorState::kLost);
}

TEST("health: a sensor that answers now and then is not reported each time") {
  SensorHealth health;
  int reports = 0;
  for (int i = 0; i < 300; ++i) reports += health.record(i % 25 == 0, 5) ? 1 : 0;
  CHECK_EQ(reports, 1);
}

TEST("healthy sensors cost no message, and the next birth tells of them") {
  SensorBench bench;
  CHECK_EQ(bench.told(60000), Text());
  CHECK(holds(bench.birth(), ",\"meter\":\"ok\",\"thermometer\":\"ok\"}"));
}

TEST("a meter that falls silent is told once, within 21 s, and its return once") {
  SensorBench bench;
  bench.meter.set_fault(MeterFault::kSilent);
  CHECK_EQ(bench.told(18000), Text());
  CHECK(holds(bench.told(4000), "\"meter\":\"lost\",\"thermometer\":\"ok\""));
  CHECK_EQ(bench.told(120000), Text());
  CHECK_EQ(bench.count(Counter::kSensorLosses), 1U);
  CHECK_EQ(bench.log.last.view(), Text("meter: lost"));
  bench.meter.set_fault(MeterFault::kNone);
  CHECK(holds(bench.told(15000), "\"meter\":\"ok\""));
  CHECK_EQ(bench.told(60000), Text());
}

TEST("a thermometer that is lost while offline is told with the birth, once") {
  SensorBench bench;
  bench.node.on_disconnected();
  bench.thermometer.set_absent();
  bench.run(bench.node, 25000);
  CHECK(holds(bench.birth(), "\"thermometer\":\"lost\""));
  CHECK_EQ(bench.told(60000), Text());
}

TEST("a node without a thermometer says so once") {
  ConfigBench bench;
  bench.thermometer.set_absent();
  bench.run(bench.node, 25000);
  CHECK(holds(bench.mqtt.last_payload("/status/online"), "\"thermometer\":\"absent\""));
}

TEST("energy: a counter that goes back is noticed, a growing and a standing one is not") {
  homesync::simulated::Flash flash;
  EnergyWatch watch(flash);
  watch.start();
  CHECK(!watch.observe(5000));
  CHECK(!watch.observe(5000));
  CHECK(!watch.observe(5001));
  CHECK(watch.observe(5000));
  CHECK(!watch.observe(5000));
  watch.was_reset();
  CHECK(!watch.observe(0));
}

TEST("energy: a meter that was exchanged while the power was off is noticed") {
  homesync::simulated::Flash flash;
  EnergyWatch before(flash);
  before.start();
  before.observe(7000);
  for (int32_t wh = 7000; wh < 9999; wh += 100) before.observe(wh);
  EnergyWatch same(flash);
  same.start();
  CHECK(!same.observe(9999));
  EnergyWatch after(flash);
  after.start();
  CHECK(after.observe(12));
}

TEST("energy: the mark is written once a kWh and not more often") {
  homesync::simulated::Flash flash;
  EnergyWatch watch(flash);
  watch.start();
  watch.observe(100);
  flash.set_failing(true);
  int32_t stored = 0;
  for (int32_t wh = 100; wh < 1100; ++wh) watch.observe(wh);
  flash.set_failing(false);
  watch.observe(1100);
  CHECK_EQ(flash.read("energy", &stored, sizeof stored), sizeof stored);
  CHECK_EQ(stored, 1100);
}

TEST("a meter whose counter went back is told once, and stays in the births of this life") {
  SensorBench bench;
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"on\"}");
  bench.meter.set_load({36000, 2300, 15652, 100, 500});
  bench.run(bench.node, 10000);
  const uint8_t reset[] = {0xF8, 0x42, 0xC2, 0x41};
  while (bench.node.poll() < 500) bench.clock.advance(1);
  bench.meter.write(reset, sizeof reset);
  CHECK(holds(bench.told(3000), "\"energy_resets\":1}"));
  CHECK_EQ(bench.count(Counter::kEnergyResets), 1U);
  CHECK_EQ(bench.told(30000), Text());
  CHECK(holds(bench.birth(), "\"energy_resets\":1}"));
}

TEST("a reset that was commanded is not told as one that was not") {
  SensorBench bench;
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"on\"}");
  bench.meter.set_load({36000, 2300, 15652, 100, 500});
  bench.run(bench.node, 10000);
  bench.config("reset_energy");
  CHECK_EQ(bench.told(30000), Text());
  CHECK_EQ(bench.count(Counter::kEnergyResets), 0U);
}
