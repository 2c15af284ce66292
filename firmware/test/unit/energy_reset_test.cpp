#include "config_bench.h"
#include "test.h"

using homesync::Counter;
using homesync::Text;
using homesync::simulated::MeterFault;
using homesync::test::ConfigBench;
using homesync::test::holds;
using homesync::test::is_refused;

namespace {

/** A node whose meter has counted 100 Wh and more. */
struct EnergyBench : ConfigBench {
  EnergyBench() {
    relay_command("{\"action\":\"on\",\"request_id\":\"on\"}");
    meter.set_load({36000, 2300, 15652, 100, 500});
    run(node, 100000);
    mqtt.clear();
  }
};

}  // namespace

TEST("reset_energy is answered when the meter has confirmed it") {
  EnergyBench bench;
  CHECK(bench.meter.energy_wh() >= 100);
  CHECK_EQ(bench.config("reset_energy"), Text());
  bench.run(bench.node, 400);
  CHECK(holds(bench.answer(), "\"status\":\"success\",\"result\":{\"energy\":0},"));
  CHECK(bench.meter.energy_wh() < 2);
}

TEST("reset_energy waits for a read that is under way, and samples keep their places") {
  EnergyBench bench;
  while (bench.node.poll() > 30) bench.clock.advance(1);
  bench.clock.advance(30);
  bench.node.poll();
  bench.config("reset_energy");
  bench.run(bench.node, 2000);
  CHECK(holds(bench.answer(), "\"energy\":0"));
  CHECK_EQ(bench.count(Counter::kMeterFailures), 0U);
}

TEST("reset_energy of a meter that does not answer is a meter_fault") {
  EnergyBench bench;
  bench.meter.set_fault(MeterFault::kSilent);
  bench.config("reset_energy");
  bench.run(bench.node, 600);
  CHECK(is_refused(bench.answer(), "meter_fault"));
  CHECK(bench.meter.energy_wh() < 2);  // it was heard all the same; only its word was not
}

TEST("a reset_energy that is repeated while it is under way is done and answered once") {
  EnergyBench bench;
  const Text reset = "{\"action\":\"reset_energy\",\"request_id\":\"r\"}";
  bench.send(bench.node, "command/config", reset);
  bench.send(bench.node, "command/config", reset);
  bench.run(bench.node, 400);
  CHECK_EQ(bench.mqtt.count, size_t{1});
  CHECK_EQ(bench.count(Counter::kRepeated), 1U);
  bench.run(bench.node, 10000);
  CHECK(bench.meter.energy_wh() >= 10);
  bench.mqtt.clear();
  bench.send(bench.node, "command/config", reset);
  CHECK(holds(bench.answer(), "\"energy\":0"));
  CHECK(bench.meter.energy_wh() >= 10);
}

TEST("another reset_energy while one is under way is busy") {
  EnergyBench bench;
  bench.config("reset_energy");
  CHECK(is_refused(bench.config("reset_energy"), "busy"));
}

TEST("an outcome that comes while the node is offline is told to whoever repeats the command") {
  EnergyBench bench;
  const Text reset = "{\"action\":\"reset_energy\",\"request_id\":\"r\"}";
  bench.send(bench.node, "command/config", reset);
  bench.node.on_disconnected();
  bench.run(bench.node, 800);
  CHECK_EQ(bench.mqtt.count, size_t{0});
  CHECK_EQ(bench.count(Counter::kLostResponses), 1U);
  while (bench.node.session_state() != homesync::SessionState::kConnecting) {
    bench.run(bench.node, 100);
  }
  bench.node.on_connected(true);
  bench.send(bench.node, "command/config", reset);
  CHECK(holds(bench.answer(), "\"energy\":0"));
}
