#include "homesync/boot_guard.h"

#include "command_bench.h"
#include "homesync/simulated/retained_memory.h"
#include "test.h"

using homesync::BootGuard;
using homesync::kNoWake;
using homesync::Millis;
using homesync::Node;
using homesync::Text;
using homesync::protocol::OnlineReason;
using homesync::protocol::ResetReason;
using homesync::simulated::RetainedMemory;
using homesync::test::Bench;
using homesync::test::holds;
using homesync::test::is_refused;

namespace {

/** A boot that ends before it is stable; answers whether it was in safe mode. */
bool boot(RetainedMemory& memory, ResetReason reason) {
  BootGuard guard(memory);
  return guard.start(reason, 0);
}

/** So many crashes, watchdogs and exceptions in turn; answers whether the last led to safe mode. */
bool crash(RetainedMemory& memory, int times) {
  bool safe = false;
  for (int i = 0; i < times; ++i) {
    safe = boot(memory, i % 2 == 0 ? ResetReason::kWatchdog : ResetReason::kException);
  }
  return safe;
}

struct SafeModeBench : Bench {
  SafeModeBench() {
    crash(retained_memory, BootGuard::kCrashes - 1);
    system.reason = ResetReason::kException;
    const uint8_t on = 1;
    flash.write("relay", &on, sizeof on);
  }

  Node node{ports(), identity, settings};
};

}  // namespace

TEST("boot guard: the fifth crash in a row leads to safe mode, the fourth does not") {
  RetainedMemory memory;
  boot(memory, ResetReason::kPowerOn);
  CHECK(!crash(memory, BootGuard::kCrashes - 1));
  CHECK(crash(memory, 1));
  CHECK(crash(memory, 300));
}

TEST("boot guard: what a person or a plan does ends the row and never leads to safe mode") {
  const ResetReason reasons[] = {ResetReason::kPowerOn, ResetReason::kExternal,
                                 ResetReason::kRestart, ResetReason::kDeepSleep};
  for (const ResetReason reason : reasons) {
    RetainedMemory memory;
    for (int i = 0; i < 20; ++i) CHECK(!boot(memory, reason));
    crash(memory, BootGuard::kCrashes - 1);
    CHECK(!boot(memory, reason));
    CHECK(!crash(memory, BootGuard::kCrashes - 1));
    CHECK(crash(memory, 1));
  }
}

TEST("boot guard: a stable minute ends the row, in safe mode as well") {
  RetainedMemory memory;
  crash(memory, BootGuard::kCrashes - 1);
  BootGuard guard(memory);
  CHECK(guard.start(ResetReason::kWatchdog, 1000));
  guard.poll(60999);
  CHECK_EQ(guard.next_wake_ms(60999), Millis{1});
  CHECK(crash(memory, 1));
  guard.poll(61000);
  CHECK_EQ(guard.next_wake_ms(61000), kNoWake);
  CHECK(!crash(memory, BootGuard::kCrashes - 1));
}

TEST("boot guard: a planned restart ends the row before it happens") {
  RetainedMemory memory;
  BootGuard guard(memory);
  crash(memory, BootGuard::kCrashes - 1);
  guard.end();
  CHECK(!crash(memory, BootGuard::kCrashes - 1));
}

TEST("boot guard: memory that a power cut has left as it may is no count") {
  RetainedMemory memory;
  crash(memory, BootGuard::kCrashes - 1);
  memory.lose();
  CHECK(!crash(memory, 1));
  memory.write(homesync::RetainedWord::kBootGuard, UINT32_MAX);
  CHECK(!crash(memory, BootGuard::kCrashes - 1));
}

TEST("boot guard: a normal boot asks for no wake") {
  RetainedMemory memory;
  BootGuard guard(memory);
  guard.start(ResetReason::kPowerOn, 0);
  CHECK_EQ(guard.next_wake_ms(0), kNoWake);
}

TEST("safe mode: the relay stays open, and what it was is kept for the next boot") {
  SafeModeBench bench;
  bench.connect(bench.node);
  CHECK(bench.node.is_in_safe_mode());
  CHECK(!bench.relay.is_on());
  bench.button.set_pressed(true);
  bench.run(bench.node, 200);
  bench.button.set_pressed(false);
  bench.run(bench.node, 200);
  CHECK(!bench.relay.is_on());
  bench.system.reason = ResetReason::kPowerOn;
  Node next(bench.ports(), bench.identity, bench.settings);
  next.start();
  CHECK(!next.is_in_safe_mode());
  CHECK(bench.relay.is_on());
}

TEST("safe mode: the birth says so, there is no telemetry, and the sign of life goes on") {
  SafeModeBench bench;
  bench.node.start();
  bench.node.on_connected(false);
  CHECK(holds(bench.mqtt.last_payload("/status/online"),
              "\"reset_reason\":\"exception\",\"free_heap\":41232,\"largest_block\":30208,"
              "\"safe_mode\":true}"));
  CHECK(holds(bench.mqtt.last_payload("/status/relay"), "\"state\":\"off\""));
  bench.mqtt.clear();
  bench.run(bench.node, 61000);
  CHECK(bench.mqtt.last("/telemetry/voltage") == nullptr);
  CHECK(bench.mqtt.last("/telemetry/temperature") == nullptr);
  CHECK(bench.mqtt.last("/status/rssi") != nullptr);
}

TEST("safe mode: every command but those for updates is refused as safe_mode") {
  SafeModeBench bench;
  bench.connect(bench.node);
  const Text topics[] = {"command/relay", "command/led", "command/config"};
  const Text payloads[] = {"{\"action\":\"on\",\"request_id\":\"s-1\"}",
                           "{\"action\":\"on\",\"request_id\":\"s-2\"}",
                           "{\"action\":\"get\",\"request_id\":\"s-3\"}"};
  for (size_t i = 0; i < 3; ++i) {
    bench.mqtt.clear();
    bench.send(bench.node, topics[i], payloads[i]);
    CHECK(is_refused(bench.mqtt.last_payload("/response/command"), "safe_mode"));
  }
  CHECK(!bench.relay.is_on());
  bench.send(bench.node, "command/ota", "{\"action\":\"cancel\",\"request_id\":\"s-4\"}");
  CHECK(!is_refused(bench.mqtt.last_payload("/response/ota"), "safe_mode"));
}

TEST("safe mode: a planned restart leads out of it") {
  SafeModeBench bench;
  bench.connect(bench.node);
  CHECK(bench.node.shutdown(OnlineReason::kRestart));
  bench.node.on_disconnected();
  CHECK_EQ(bench.system.restarts, 1);
  Node next(bench.ports(), bench.identity, bench.settings);
  next.start();
  CHECK(!next.is_in_safe_mode());
}

TEST("safe mode: the LED shows it, and a long press still asks for provisioning") {
  SafeModeBench bench;
  bench.connect(bench.node);
  bench.node.poll();
  bench.run(bench.node, 1799);
  CHECK(bench.led.is_on());
  bench.run(bench.node, 1);
  CHECK(!bench.led.is_on());
  bench.button.set_pressed(true);
  bench.run(bench.node, 5000);
  CHECK(bench.provisioning.is_active());
}
