#include "command_bench.h"
#include "homesync/relay_executor.h"
#include "test.h"

using homesync::Node;
using homesync::Text;
using homesync::test::CommandBench;
using homesync::test::holds;
using homesync::test::is_refused;

TEST("a relay command switches, is answered, and the new state is published retained (REQ-005)") {
  CommandBench bench;
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(bench.relay.is_on());
  CHECK_EQ(bench.answer(), Text("{\"request_id\":\"r-1\",\"status\":\"success\",\"result\":\"on\","
                                "\"timestamp\":\"2025-02-06T14:30:00.004Z\"}"));
  const auto* response = bench.mqtt.last("/response/command");
  CHECK_EQ(response->qos, 1);
  CHECK(!response->retain);
  const auto* status = bench.mqtt.last("/status/relay");
  REQUIRE(status != nullptr);
  CHECK_EQ(status->payload.view(), Text("{\"state\":\"on\",\"cause\":\"command\","
                                        "\"timestamp\":\"2025-02-06T14:30:00.005Z\"}"));
  CHECK_EQ(status->qos, 1);
  CHECK(status->retain);
}

TEST("a command for the state that the relay has is a success and publishes no status") {
  CommandBench bench;
  bench.relay_command("{\"action\":\"off\",\"request_id\":\"r-1\"}");
  CHECK(holds(bench.answer(), "\"result\":\"off\""));
  CHECK(bench.mqtt.last("/status/relay") == nullptr);
}

TEST("a toggle answers the state that it made") {
  CommandBench bench;
  bench.relay_command(
      "{\"action\":\"toggle\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(holds(bench.answer(), "\"result\":\"on\""));
  bench.clock.advance(600);
  bench.relay_command(
      "{\"action\":\"toggle\",\"request_id\":\"r-2\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(holds(bench.answer(), "\"result\":\"off\""));
}

TEST("a command older than its time to live is refused, one at its end is obeyed") {
  CommandBench bench;
  bench.clock.set_utc({1738852230, 1});
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:00.000Z\"}");
  CHECK(is_refused(bench.answer(), "expired"));
  CHECK(!bench.relay.is_on());
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r-2\",\"timestamp\":\"2025-02-06T14:30:00.001Z\"}");
  CHECK(bench.relay.is_on());
}

TEST("the time to live is a setting") {
  homesync::test::Bench bench;
  bench.settings.set_number(homesync::protocol::Setting::kCommandTtlS, 5);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.connect(node);
  bench.clock.set_utc({1738852206, 0});
  bench.send(node, "command/relay",
             "{\"action\":\"on\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(!bench.relay.is_on());
}

TEST("a command from further in the future than the clocks may differ is refused") {
  CommandBench bench;
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:30.001Z\"}");
  CHECK(is_refused(bench.answer(), "expired"));
  CHECK(holds(bench.answer(), "future"));
  bench.relay_command(
      "{\"action\":\"on\",\"request_id\":\"r-2\",\"timestamp\":\"2025-02-06T14:30:30.000Z\"}");
  CHECK(bench.relay.is_on());
}

TEST("where the age is unknown everything but toggle is obeyed") {
  CommandBench bench;
  bench.relay_command("{\"action\":\"toggle\",\"request_id\":\"r-1\"}");
  CHECK(is_refused(bench.answer(), "expired"));
  CHECK(holds(bench.answer(), "toggle needs a timestamp"));
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-2\"}");
  CHECK(bench.relay.is_on());

  bench.clock.advance(1000);
  bench.clock.unset_utc();
  bench.relay_command(
      "{\"action\":\"toggle\",\"request_id\":\"r-3\",\"timestamp\":\"2025-02-06T14:30:00Z\"}");
  CHECK(is_refused(bench.answer(), "expired"));
  CHECK(holds(bench.answer(), "clock is not set"));
  bench.relay_command(
      "{\"action\":\"off\",\"request_id\":\"r-4\",\"timestamp\":\"2001-01-01T00:00:00Z\"}");
  CHECK(!bench.relay.is_on());
}

TEST("a second switch within min_switch_ms is refused") {
  CommandBench bench;
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-1\"}");
  bench.clock.advance(100);
  bench.relay_command("{\"action\":\"off\",\"request_id\":\"r-2\"}");
  CHECK(is_refused(bench.answer(), "too_soon"));
  CHECK(bench.relay.is_on());
}

TEST("a relay that does not follow is a relay_fault and no status") {
  CommandBench bench;
  bench.relay.set_stuck(true);
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-1\"}");
  CHECK(is_refused(bench.answer(), "relay_fault"));
  CHECK(bench.mqtt.last("/status/relay") == nullptr);
}

TEST("a relay status that is not accepted is published later") {
  CommandBench bench;
  bench.mqtt.accepting = false;
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-1\"}");
  bench.mqtt.accepting = true;
  bench.run(bench.node, 1000);
  CHECK(holds(bench.mqtt.last_payload("/status/relay"), "\"state\":\"on\""));
}
