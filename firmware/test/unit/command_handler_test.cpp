#include "homesync/command_handler.h"

#include "command_bench.h"
#include "test.h"

using homesync::Counter;
using homesync::Text;
using homesync::test::CommandBench;
using homesync::test::holds;
using homesync::test::is_refused;

TEST("a retained command is ignored, so that nothing switches by itself at a connect") {
  CommandBench bench;
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-1\"}", true);
  CHECK(!bench.relay.is_on());
  CHECK_EQ(bench.mqtt.count, size_t{0});
  CHECK_EQ(bench.count(Counter::kRetainedCommands), 1U);
}

TEST("a message on another topic is ignored") {
  CommandBench bench;
  bench.mqtt.clear();
  bench.send(bench.node, "command/reboot", "{\"action\":\"on\",\"request_id\":\"r-1\"}");
  bench.node.on_message("homesync/abc123/nodes/node-002/command/relay",
                        "{\"action\":\"on\",\"request_id\":\"r-1\"}", false);
  CHECK(!bench.relay.is_on());
  CHECK_EQ(bench.mqtt.count, size_t{0});
  CHECK_EQ(bench.count(Counter::kForeignTopics), 2U);
}

TEST("a repeated request_id is answered again and not obeyed again") {
  CommandBench bench;
  const Text toggle =
      "{\"action\":\"toggle\",\"request_id\":\"r-1\",\"timestamp\":\"2025-02-06T14:30:00Z\"}";
  bench.relay_command(toggle);
  CHECK(bench.relay.is_on());
  bench.clock.advance(60000);
  bench.relay_command(toggle);
  CHECK(bench.relay.is_on());
  CHECK(holds(bench.answer(), "\"request_id\":\"r-1\",\"status\":\"success\",\"result\":\"on\""));
  CHECK(bench.mqtt.last("/status/relay") == nullptr);
  CHECK_EQ(bench.count(Counter::kRepeated), 1U);
}

TEST("a refusal is an answer too, and a repeat gets the same") {
  CommandBench bench;
  const Text toggle = "{\"action\":\"toggle\",\"request_id\":\"r-1\"}";
  bench.relay_command(toggle);
  homesync::FixedText<512> first;
  first.assign(bench.answer());
  bench.relay_command(toggle);
  const size_t same = first.size() - sizeof("\"2025-02-06T14:30:00.000Z\"}");
  REQUIRE(bench.answer().size == first.size());
  CHECK_EQ(Text(bench.answer().data, same), Text(first.c_str(), same));
  CHECK_EQ(bench.count(Counter::kRepeated), 1U);
}

TEST("a request_id is remembered over 15 others and forgotten after 16") {
  CommandBench bench;
  const Text on = "{\"action\":\"on\",\"request_id\":\"first\"}";
  bench.relay_command(on);
  char other[] = "{\"action\":\"off\",\"request_id\":\"other-a\"}";
  for (char letter = 'a'; letter <= 'o'; ++letter) {
    bench.clock.advance(1000);
    other[sizeof other - 4] = letter;
    bench.relay_command(Text::terminated(other));
  }
  bench.relay_command(on);
  CHECK(!bench.relay.is_on());
  other[sizeof other - 4] = 'p';
  bench.relay_command(Text::terminated(other));
  bench.clock.advance(1000);
  bench.relay_command(on);
  CHECK(bench.relay.is_on());
}

TEST("a malformed command with a readable request_id is answered with its code and field") {
  CommandBench bench;
  bench.relay_command("{\"action\":\"jump\",\"request_id\":\"r-1\"}");
  CHECK(is_refused(bench.answer(), "unknown_action"));
  CHECK(holds(bench.answer(), "\"message\":\"action: "));
  bench.send(bench.node, "command/config",
             "{\"action\":\"set\",\"request_id\":\"r-2\",\"settings\":{\"max_power\":-1}}");
  CHECK(is_refused(bench.answer(), "out_of_range"));
  CHECK(holds(bench.answer(), "settings/max_power: "));
  bench.send(bench.node, "command/config",
             "{\"action\":\"set\",\"request_id\":\"r-3\",\"settings\":{\"K\xc3\xbc\\n\":1}}");
  CHECK(is_refused(bench.answer(), "unknown_setting"));
  CHECK(holds(bench.answer(), "settings/K???: "));
  bench.send(bench.node, "command/config",
             "{\"action\":\"set\",\"request_id\":\"r-4\",\"settings\":{\"a\\\"b\\\\\":1}}");
  CHECK(holds(bench.answer(), "settings/a?b?: "));
  CHECK_EQ(bench.count(Counter::kUnanswerable), 0U);
}

TEST("what cannot be answered is counted and logged, and the next command is obeyed") {
  CommandBench bench;
  char large[1025];
  memset(large, ' ', sizeof large);
  const Text payloads[] = {
      "",
      "not json",
      "{\"action\":\"on\"}",
      "{\"action\":\"on\",\"request_id\":\"a b\"}",
      "{\"action\":\"on\",\"request_id\":\"r-1\",\"request_id\":\"r-2\"}",
      "{\"action\":\"on\",\"request_id\":\"\xff\"}",
      Text(large, sizeof large),
  };
  uint32_t expected = 0;
  for (const Text& payload : payloads) {
    bench.relay_command(payload);
    CHECK_EQ(bench.mqtt.count, size_t{0});
    CHECK_EQ(bench.count(Counter::kUnanswerable), ++expected);
  }
  CHECK_EQ(bench.log.last.view(), Text("command that cannot be answered: too_large"));
  bench.relay_command("{\"action\":\"on\",\"request_id\":\"r-1\"}");
  CHECK(bench.relay.is_on());
}

TEST("a response that is not accepted is counted, and a repeat gets it") {
  CommandBench bench;
  const Text on = "{\"action\":\"on\",\"request_id\":\"r-1\"}";
  bench.mqtt.accepting = false;
  bench.relay_command(on);
  CHECK(bench.relay.is_on());
  CHECK_EQ(bench.count(Counter::kLostResponses), 1U);
  bench.mqtt.accepting = true;
  bench.relay_command(on);
  CHECK(holds(bench.answer(), "\"result\":\"on\""));
}
