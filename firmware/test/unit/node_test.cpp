#include "homesync/node.h"

#include "bench.h"
#include "test.h"

using homesync::Node;
using homesync::SessionState;
using homesync::Text;
using homesync::protocol::OnlineReason;
using homesync::test::Bench;

namespace {

struct NodeBench : Bench {
  Node node{ports(), identity, settings};

  /** Acknowledges everything that has been published so far. */
  void acknowledge() {
    for (size_t i = 0; i < mqtt.count; ++i) node.on_published(mqtt.messages[i].packet);
  }
};

bool ends_with(Text text, Text end) {
  return text.size >= end.size && Text(text.data + text.size - end.size, end.size) == end;
}

}  // namespace

TEST("a node subscribes and then publishes its birth: online, relay, firmware, rssi") {
  NodeBench bench;
  bench.node.start();
  bench.node.on_connected(false);
  CHECK_EQ(bench.mqtt.calls.view(), Text("CSPPPP"));
  const Text topics[] = {"/status/online", "/status/relay", "/status/firmware", "/status/rssi"};
  const bool retained[] = {true, true, true, false};
  REQUIRE_EQ(bench.mqtt.count, size_t{4});
  for (size_t i = 0; i < 4; ++i) {
    const auto& message = bench.mqtt.messages[i];
    CHECK(ends_with(message.topic.view(), topics[i]));
    CHECK_EQ(message.qos, 1);
    CHECK_EQ(message.retain, retained[i]);
  }
  CHECK_EQ(bench.mqtt.messages[0].topic.view(),
           Text("homesync/abc123/nodes/node-001/status/online"));
  CHECK_EQ(bench.mqtt.last_payload("/status/online"),
           Text("{\"online\":true,\"timestamp\":\"2025-02-06T14:30:00.000Z\",\"uptime\":0,"
                "\"firmware\":\"1.2.3\",\"reset_reason\":\"power_on\",\"free_heap\":41232,"
                "\"largest_block\":30208}"));
  CHECK_EQ(bench.mqtt.last_payload("/status/relay"),
           Text("{\"state\":\"off\",\"cause\":\"boot\","
                "\"timestamp\":\"2025-02-06T14:30:00.001Z\"}"));
  CHECK_EQ(bench.mqtt.last_payload("/status/firmware"),
           Text("{\"version\":\"1.2.3\",\"protocol\":\"1.2\",\"target\":\"virtual\","
                "\"build\":\"4f2a9c1\",\"chip\":\"test bench\","
                "\"timestamp\":\"2025-02-06T14:30:00.002Z\"}"));
  CHECK_EQ(bench.mqtt.last_payload("/status/rssi"),
           Text("{\"value\":-60,\"unit\":\"dBm\",\"timestamp\":\"2025-02-06T14:30:00.003Z\"}"));
}

TEST("the birth and the subscription come again after every connect, also to a kept session") {
  NodeBench bench;
  bench.connect(bench.node);
  bench.node.on_disconnected();
  bench.run(bench.node, 1100);
  REQUIRE_EQ(bench.node.session_state(), SessionState::kConnecting);
  bench.mqtt.clear();
  bench.node.on_connected(true);
  CHECK_EQ(bench.mqtt.calls.view(), Text("SPPPP"));
}

TEST("the birth tells for how many seconds the node has run, also after 49.7 days") {
  NodeBench bench;
  bench.clock.start_at(UINT32_MAX - 500);
  bench.connect(bench.node);
  for (int hour = 0; hour < 50 * 24; ++hour) {
    bench.clock.advance(3600000);
    bench.node.poll();
  }
  bench.node.on_disconnected();
  bench.run(bench.node, 1100);
  bench.mqtt.clear();
  bench.node.on_connected(false);
  const Text birth = bench.mqtt.last_payload("/status/online");
  const Text part = "\"uptime\":4320001,";
  const Text before = "{\"online\":true,\"timestamp\":\"2025-02-06T14:30:00.000Z\",";
  REQUIRE(birth.size > before.size + part.size);
  CHECK_EQ(Text(birth.data + before.size, part.size), part);
}

TEST("the signal strength is published every 60 s") {
  NodeBench bench;
  bench.connect(bench.node);
  bench.radio.set_rssi_dbm(-200);
  int seen = 0;
  for (int second = 0; second < 300; ++second) {
    bench.mqtt.clear();
    bench.run(bench.node, 1000);
    if (bench.mqtt.last("/status/rssi") == nullptr) continue;
    ++seen;
    CHECK_EQ(second % 60, 59);
    const Text value = "{\"value\":-120,";
    CHECK_EQ(Text(bench.mqtt.last_payload("/status/rssi").data, value.size), value);
  }
  CHECK_EQ(seen, 5);
}

TEST("a birth that is not accepted is published when there is room again") {
  NodeBench bench;
  bench.node.start();
  bench.mqtt.refuse_after(2);
  bench.node.on_connected(false);
  CHECK_EQ(bench.mqtt.count, size_t{2});
  bench.mqtt.accept();
  bench.run(bench.node, 999);
  CHECK(bench.mqtt.last("/status/firmware") == nullptr);
  bench.run(bench.node, 1);
  CHECK(bench.mqtt.last("/status/firmware") != nullptr);
  CHECK(bench.mqtt.last("/status/rssi") != nullptr);
}

TEST("a shutdown announces itself, disconnects after the PUBACK, then halts") {
  NodeBench bench;
  bench.connect(bench.node);
  CHECK(bench.node.shutdown(OnlineReason::kShutdown));
  CHECK(!bench.node.shutdown(OnlineReason::kRestart));
  CHECK_EQ(bench.mqtt.last_payload("/status/online"),
           Text("{\"online\":false,\"reason\":\"shutdown\","
                "\"timestamp\":\"2025-02-06T14:30:00.004Z\"}"));
  CHECK_EQ(bench.mqtt.calls.view(), Text("P"));
  bench.acknowledge();
  CHECK_EQ(bench.mqtt.calls.view(), Text("PD"));
  CHECK_EQ(bench.system.halts, 0);
  bench.node.on_disconnected();
  CHECK_EQ(bench.system.halts, 1);
  CHECK_EQ(bench.system.restarts, 0);
  CHECK_EQ(bench.node.poll(), homesync::kNoWake);
  bench.mqtt.clear();
  bench.node.on_connected(false);
  bench.run(bench.node, 100000);
  CHECK_EQ(bench.mqtt.calls.view(), Text(""));
}

TEST("a restart and an update announce their reason and start the processor again") {
  const OnlineReason reasons[] = {OnlineReason::kRestart, OnlineReason::kUpdate};
  for (const OnlineReason reason : reasons) {
    NodeBench bench;
    bench.connect(bench.node);
    bench.node.shutdown(reason);
    bench.acknowledge();
    bench.node.on_disconnected();
    CHECK_EQ(bench.system.restarts, 1);
    CHECK_EQ(bench.system.halts, 0);
  }
}

TEST("a shutdown without a PUBACK ends all the same, within 6 s") {
  NodeBench bench;
  bench.connect(bench.node);
  bench.node.shutdown(OnlineReason::kShutdown);
  bench.run(bench.node, 6000);
  CHECK_EQ(bench.mqtt.calls.view(), Text("PDA"));
  CHECK_EQ(bench.system.halts, 1);
}

TEST("nothing but the end is published once an absence is announced, and commands are ignored") {
  NodeBench bench;
  bench.connect(bench.node);
  bench.node.shutdown(OnlineReason::kShutdown);
  bench.send(bench.node, "command/relay", "{\"action\":\"on\",\"request_id\":\"r-1\"}");
  bench.run(bench.node, 3000);
  CHECK_EQ(bench.mqtt.calls.view(), Text("P"));
  CHECK(!bench.relay.is_on());
  CHECK_EQ(bench.node.counters().of(homesync::Counter::kWhileAbsent), 1U);
}

TEST("only the broker may say unexpected_disconnect") {
  NodeBench bench;
  bench.connect(bench.node);
  CHECK(!bench.node.shutdown(OnlineReason::kUnexpectedDisconnect));
  CHECK_EQ(bench.node.session_state(), SessionState::kOnline);
}

TEST("a node is small: its state stays under 2.5 KB") {
  CHECK(sizeof(Node) < 2560);
}
