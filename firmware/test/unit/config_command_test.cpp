#include "config_bench.h"
#include "homesync/crc32.h"
#include "test.h"

using homesync::Counter;
using homesync::Node;
using homesync::Text;
using homesync::protocol::Setting;
using homesync::test::ConfigBench;
using homesync::test::holds;
using homesync::test::is_refused;

TEST("config get answers with every setting, in the table's order, as the node keeps it") {
  ConfigBench bench;
  CHECK_EQ(bench.config("get"),
           Text("{\"request_id\":\"ab\",\"status\":\"success\",\"result\":{"
                "\"telemetry_interval_s\":30,\"telemetry_min_interval_s\":5,\"telemetry_qos\":0,"
                "\"deadband_power\":10,\"deadband_voltage\":5,\"deadband_current\":0.1,"
                "\"deadband_energy\":0.1,\"deadband_power_factor\":0.2,\"deadband_frequency\":0.5,"
                "\"deadband_temperature\":1,\"command_ttl_s\":30,\"min_switch_ms\":500,"
                "\"power_on\":\"last\",\"max_power\":0,\"max_current\":0,\"max_temperature\":80,"
                "\"name\":\"\"},\"timestamp\":\"2025-02-06T14:30:00.004Z\"}"));
}

TEST("config get fits its answer with every setting and the request_id at their longest") {
  ConfigBench bench;
  const Text answer = bench.set(
      "{\"telemetry_interval_s\":3599,\"telemetry_min_interval_s\":3599,\"telemetry_qos\":1,"
      "\"deadband_power\":22999.9,\"deadband_voltage\":259.9,\"deadband_current\":99.999,"
      "\"deadband_energy\":9998.999,\"deadband_power_factor\":0.99,\"deadband_frequency\":19.9,"
      "\"deadband_temperature\":179.9,\"command_ttl_s\":3599,\"min_switch_ms\":59999,"
      "\"power_on\":\"last\",\"max_power\":22999.9,\"max_current\":99.999,"
      "\"max_temperature\":124.9,"
      "\"name\":\"\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"
      "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"}");
  CHECK(holds(answer, "\"status\":\"success\""));
  bench.send(bench.node, "command/config",
             "{\"action\":\"get\",\"request_id\":"
             "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}");
  CHECK(holds(bench.answer(), "\"max_temperature\":124.9,\"name\":\"\\\\"));
  CHECK(bench.answer().size > 600 && bench.answer().size <= homesync::kSettingsResponseCapacity);
}

TEST("config set answers with what it set, rounded as the node keeps it, and applies it at once") {
  ConfigBench bench;
  const Text answer =
      bench.set("{\"deadband_power\":10.04,\"name\":\"Kitchen\",\"command_ttl_s\":6e1}");
  CHECK(holds(answer,
              "\"status\":\"success\",\"result\":{\"deadband_power\":10,\"command_ttl_s\":60,"
              "\"name\":\"Kitchen\"},"));
  CHECK_EQ(bench.node.settings().number(Setting::kCommandTtlS), 60);
  CHECK_EQ(bench.node.settings().name(), Text("Kitchen"));
  // 45 s old: too old for the default of 30 s.
  bench.clock.advance(45000);
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(bench.relay.is_on());
}

TEST("config set of nothing is a success with nothing, and writes nothing") {
  ConfigBench bench;
  CHECK(holds(bench.set("{}"), "\"status\":\"success\",\"result\":{},"));
  CHECK_EQ(bench.flash.read("settings", nullptr, 0), 0U);
}

TEST("config set is refused as a whole, with the field that is wrong, and changes nothing") {
  const struct {
    Text settings;
    Text error;
    Text field;
  } rows[] = {
      {"{\"telemetry_qos\":1,\"brightness\":5}", "unknown_setting", "settings/brightness: "},
      {"{\"telemetry_qos\":1,\"max_power\":-1}", "out_of_range", "settings/max_power: "},
      {"{\"telemetry_qos\":1,\"min_switch_ms\":1.5}", "out_of_range", "settings/min_switch_ms: "},
      {"{\"telemetry_qos\":1,\"command_ttl_s\":\"60\"}", "wrong_type", "settings/command_ttl_s: "},
      {"{\"telemetry_qos\":1,\"power_on\":\"maybe\"}", "out_of_range", "settings/power_on: "},
      {"{\"telemetry_qos\":1,\"power_on\":true}", "wrong_type", "settings/power_on: "},
      {"{\"telemetry_qos\":1,\"name\":null}", "wrong_type", "settings/name: "},
      {"{\"telemetry_qos\":1,\"name\":\"K\xc3\xbc\"}", "out_of_range", "settings/name: "},
      {"[]", "wrong_type", "settings: "},
  };
  for (const auto& row : rows) {
    homesync::test::set_subject(row.settings);
    ConfigBench bench;
    const Text answer = bench.set(row.settings);
    CHECK(is_refused(answer, row.error));
    CHECK(holds(answer, row.field));
    CHECK(bench.node.settings() == bench.settings);
    CHECK_EQ(bench.flash.read("settings", nullptr, 0), 0U);
  }
}

TEST("config set that cannot be stored is a storage_fault and changes nothing") {
  ConfigBench bench;
  bench.flash.set_failing(true);
  CHECK(is_refused(bench.set("{\"telemetry_qos\":1}"), "storage_fault"));
  CHECK(bench.node.settings() == bench.settings);
  bench.flash.set_failing(false);
  CHECK(holds(bench.set("{\"telemetry_qos\":1}"), "\"result\":{\"telemetry_qos\":1}"));
}

TEST("what was set holds after a power cut, before the relay is restored") {
  ConfigBench bench;
  bench.set("{\"power_on\":\"on\",\"telemetry_interval_s\":1}");
  CHECK(!bench.relay.is_on());
  Node again(bench.ports(), bench.identity, bench.settings);
  again.start();
  CHECK(bench.relay.is_on());
  CHECK_EQ(again.settings().number(Setting::kTelemetryIntervalS), 1);
  again.on_connected(true);
  bench.run(again, 1100);
  bench.mqtt.clear();
  bench.run(again, 3000);
  CHECK(bench.mqtt.published >= 21);
}

TEST("a new telemetry interval and its QoS hold from the next sample on") {
  ConfigBench bench;
  bench.run(bench.node, 1100);
  bench.set("{\"telemetry_interval_s\":2,\"telemetry_qos\":1}");
  bench.mqtt.clear();
  bench.run(bench.node, 4000);
  REQUIRE(bench.mqtt.last("/telemetry/voltage") != nullptr);
  CHECK_EQ(bench.mqtt.last("/telemetry/voltage")->qos, 1);
}

TEST("a new shortest time between switches holds at once") {
  ConfigBench bench;
  bench.set("{\"min_switch_ms\":0}");
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r1\"}");
  bench.relay_command("{\"action\":\"off\",\"request_id\":\"r2\"}");
  CHECK(holds(bench.answer(), "\"result\":\"off\""));
}

TEST("a new deadband holds at once") {
  ConfigBench bench;
  bench.run(bench.node, 40000);
  bench.set("{\"deadband_voltage\":0,\"telemetry_min_interval_s\":1}");
  bench.meter.set_load({0, 2301, 0, 0, 500});
  bench.mqtt.clear();
  bench.run(bench.node, 1000);
  CHECK_EQ(bench.mqtt.count, size_t{1});
  CHECK(bench.mqtt.last("/telemetry/voltage") != nullptr);
}

TEST("corrupt settings leave the defaults, are counted and said, and can be set again") {
  ConfigBench bench;
  bench.flash.write("settings", "\x01 nonsense", 10);
  Node again(bench.ports(), bench.identity, bench.settings);
  bench.connect(again);
  CHECK_EQ(again.counters().of(Counter::kCorruptSettings), 1U);
  CHECK_EQ(bench.log.last.view(), Text("stored settings are corrupt: defaults hold"));
  CHECK(again.settings() == bench.settings);
  bench.send_config(again, "set", ",\"settings\":{\"telemetry_qos\":1}");
  CHECK(holds(bench.answer(), "\"status\":\"success\""));
}

TEST("settings of a newer firmware are not overwritten; factory_reset clears them") {
  ConfigBench bench;
  uint8_t newer[] = {2, 'n', 'e', 'w', 0, 0, 0, 0};
  const uint32_t crc = homesync::crc32(newer, 4);
  for (size_t i = 0; i < 4; ++i) newer[4 + i] = static_cast<uint8_t>(crc >> 8 * i);
  bench.flash.write("settings", newer, sizeof newer);
  Node again(bench.ports(), bench.identity, bench.settings);
  bench.connect(again);
  CHECK(again.settings() == bench.settings);
  bench.send_config(again, "set", ",\"settings\":{\"telemetry_qos\":1}");
  CHECK(is_refused(bench.answer(), "storage_fault"));
  CHECK(holds(bench.answer(), "newer firmware"));
  CHECK_EQ(bench.flash.read("settings", nullptr, 0), sizeof newer);
  bench.send_config(again, "factory_reset");
  CHECK_EQ(bench.flash.read("settings", nullptr, 0), 0U);
}

TEST("a repeated set is answered from memory, with the values that hold now, and sets nothing") {
  ConfigBench bench;
  const Text set =
      "{\"action\":\"set\",\"request_id\":\"r\",\"settings\":{\"telemetry_interval_s\":10}}";
  bench.send(bench.node, "command/config", set);
  bench.set("{\"telemetry_interval_s\":20}");
  bench.mqtt.clear();
  bench.send(bench.node, "command/config", set);
  CHECK(holds(bench.answer(), "\"result\":{\"telemetry_interval_s\":20}"));
  CHECK_EQ(bench.count(Counter::kRepeated), 1U);
}

TEST("factory_reset clears settings and relay memory, answers, then restarts with an absence") {
  ConfigBench bench;
  bench.set("{\"telemetry_interval_s\":1,\"name\":\"Kitchen\"}");
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r\"}");
  const Text answer = bench.config("factory_reset");
  CHECK(holds(answer, "\"status\":\"success\",\"result\":\"restarting\""));
  CHECK(holds(bench.mqtt.last_payload("/status/online"), "\"reason\":\"restart\""));
  for (size_t i = 0; i < bench.mqtt.count; ++i) {
    bench.node.on_published(bench.mqtt.messages[i].packet);
  }
  bench.node.on_disconnected();
  CHECK_EQ(bench.system.restarts, 1);

  const auto client_id = bench.mqtt.client_id;
  bench.relay.set(false);
  bench.system.reason = homesync::protocol::ResetReason::kRestart;
  Node again(bench.ports(), bench.identity, bench.settings);
  again.start();
  CHECK(again.settings() == bench.settings);
  CHECK(!bench.relay.is_on());
  // Another client id would orphan the persistent session on the broker (design: client id).
  CHECK_EQ(bench.mqtt.client_id.view(), client_id.view());
}

TEST("factory_reset that cannot erase is a storage_fault, and the node goes on") {
  ConfigBench bench;
  bench.set("{\"telemetry_interval_s\":1}");
  bench.flash.set_failing(true);
  CHECK(is_refused(bench.config("factory_reset"), "storage_fault"));
  CHECK_EQ(bench.node.session_state(), homesync::SessionState::kOnline);
  CHECK_EQ(bench.node.settings().number(Setting::kTelemetryIntervalS), 1);
}
