#include "test.h"
#include "trip_bench.h"

// The protection as a user meets it: through a node, its meter, its relay and its commands.

using homesync::Millis;
using homesync::Node;
using homesync::Text;
using homesync::protocol::ResetReason;
using homesync::protocol::Setting;
using homesync::simulated::MeterFault;
using homesync::test::Bench;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::kOverloadDw;
using homesync::test::TripBench;

TEST("trip: an overload opens the relay within one sample and a second, and the status says why") {
  TripBench bench;
  bench.load(kOverloadDw);
  CHECK(bench.time_to_open(5000) <= 2000);
  bench.run(bench.node, 1);
  CHECK(holds(bench.mqtt.last_payload("/status/relay"),
              "{\"state\":\"off\",\"cause\":\"protection\","));
}

TEST("trip: it works without a network, and is told at the next connect") {
  TripBench bench;
  bench.node.on_disconnected();
  bench.load(kOverloadDw);
  CHECK(bench.time_to_open(5000) <= 2000);
  bench.run(bench.node, 1100);
  bench.node.on_connected(true);
  CHECK(holds(bench.mqtt.last_payload("/status/relay"), "\"cause\":\"protection\""));
}

TEST("trip: it works from poll_local while the body's connect blocks") {
  TripBench bench;
  bench.node.on_disconnected();
  bench.load(kOverloadDw);
  for (Millis passed = 0; passed < 2000; passed += 20) {
    bench.clock.advance(20);
    bench.node.poll_local();
  }
  CHECK(!bench.relay.is_on());
}

namespace {

/** A flash that notes whether the relay was still closed when something was written. */
class WatchingFlash final : public homesync::StorePort {
 public:
  explicit WatchingFlash(Bench& bench) : bench_(bench) {}

  size_t read(Text key, void* value, size_t capacity) override {
    return bench_.flash.read(key, value, capacity);
  }
  bool write(Text key, const void* value, size_t size) override {
    if (bench_.relay.is_on()) ++written_closed;
    ++written;
    return bench_.flash.write(key, value, size);
  }
  bool remove(Text key) override { return bench_.flash.remove(key); }

  int written = 0;
  int written_closed = 0;

 private:
  Bench& bench_;
};

}  // namespace

TEST("trip: the relay is open before anything is written to the flash") {
  TripBench bench;
  WatchingFlash flash(bench);
  const homesync::Ports hardware = bench.ports();
  const homesync::Ports ports{
      hardware.clock,        hardware.mqtt,        hardware.random,   flash,
      hardware.system,       hardware.log,         hardware.meter,    hardware.thermometer,
      hardware.relay,        hardware.radio,       hardware.led,      hardware.button,
      hardware.provisioning, hardware.retained,    hardware.download, hardware.slot,
      hardware.signature,    hardware.trust_anchor};
  Node node(ports, bench.identity, bench.settings);
  bench.reset(node, ResetReason::kPowerOn);
  bench.load(kOverloadDw);
  CHECK(bench.relay.is_on());
  flash.written = 0;
  flash.written_closed = 0;
  bench.run(node, 2200);
  CHECK_EQ(flash.written, 2);
  CHECK_EQ(flash.written_closed, 0);
}

TEST("trip: it does not wait for min_switch_ms") {
  TripBench bench;
  bench.settings.set_number(Setting::kMinSwitchMs, 60000);
  Node node(bench.ports(), bench.identity, bench.settings);
  bench.reset(node, ResetReason::kPowerOn);
  bench.load(kOverloadDw);
  bench.run(node, 2200);
  CHECK(!bench.relay.is_on());
}

TEST("trip: nothing switches on while the reason lasts; the refusal says which, value and limit") {
  TripBench bench;
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  const Text on = bench.command("on");
  CHECK(is_refused(on, "protection"));
  CHECK(holds(on,
              "\"message\":\"over-power: 3500 W, the limit is 3000 W; take load off, wait 30 s, "
              "then switch on\""));
  bench.press(bench.node);
  CHECK(!bench.relay.is_on());
  CHECK(holds(bench.command("off"), "\"result\":\"off\""));
}

TEST("trip: a repeat of a refused command is refused with the same words") {
  TripBench bench;
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  const Text once = "{\"action\":\"on\",\"request_id\":\"same\"}";
  for (int i = 0; i < 2; ++i) {
    bench.mqtt.clear();
    bench.send(bench.node, "command/relay", once);
    CHECK(holds(bench.mqtt.last_payload("/response/command"), "\"message\":\"over-power: 3500 W,"));
  }
}

TEST("trip: when the reason is gone the relay stays off until a command says on") {
  TripBench bench;
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  bench.load(10000);
  bench.run(bench.node, 60000);
  CHECK(!bench.relay.is_on());
  CHECK(holds(bench.command("on"), "\"result\":\"on\""));
  CHECK(bench.relay.is_on());
  bench.run(bench.node, 60000);
  CHECK(bench.relay.is_on());
}

TEST("trip: or until the button says so") {
  TripBench bench;
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  bench.load(10000);
  bench.run(bench.node, 32000);
  bench.press(bench.node);
  CHECK(bench.relay.is_on());
}

TEST("trip: switched on again into the same overload it opens again") {
  TripBench bench;
  bench.load(kOverloadDw);
  bench.run(bench.node, 33000);
  CHECK(holds(bench.command("on"), "\"result\":\"on\""));
  bench.run(bench.node, 2200);
  CHECK(!bench.relay.is_on());
  CHECK(is_refused(bench.command("on"), "protection"));
}

TEST("trip: heat opens the relay though the meter is dead") {
  TripBench bench;
  bench.meter.set_fault(MeterFault::kSilent);
  bench.thermometer.set(801);
  bench.run(bench.node, 3200);
  CHECK(!bench.relay.is_on());
  CHECK(holds(bench.command("on"), "\"message\":\"over-temperature: 80.1 C, the limit is 80 C"));
}

TEST("trip: an overload opens the relay though the thermometer is dead") {
  TripBench bench;
  bench.thermometer.set_absent();
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  CHECK(!bench.relay.is_on());
}

TEST("trip: after heat the relay may be switched on 5 degrees below the limit, no sooner") {
  TripBench bench;
  bench.thermometer.set(850);
  bench.run(bench.node, 3000);
  bench.thermometer.set(751);
  bench.run(bench.node, 100000);
  CHECK(is_refused(bench.command("on"), "protection"));
  bench.thermometer.set_absent();
  bench.run(bench.node, 3000);
  CHECK(is_refused(bench.command("on"), "protection"));
  bench.thermometer.set(750);
  bench.run(bench.node, 2000);
  CHECK(holds(bench.command("on"), "\"result\":\"on\""));
}

TEST("trip: a power cut does not go round it, whatever power_on says, nor does a crash") {
  const ResetReason reasons[] = {ResetReason::kPowerOn, ResetReason::kWatchdog,
                                 ResetReason::kRestart};
  for (const ResetReason reason : reasons) {
    TripBench bench;
    bench.settings.set_number(Setting::kPowerOn, 1);
    bench.thermometer.set(850);
    bench.run(bench.node, 3200);
    Node next(bench.ports(), bench.identity, bench.settings);
    bench.relay.set(false);
    bench.system.reason = reason;
    bench.mqtt.clear();
    next.start();
    next.on_connected(false);
    CHECK(!bench.relay.is_on());
    CHECK(holds(bench.mqtt.last_payload("/status/relay"),
                "\"state\":\"off\",\"cause\":\"protection\""));
    CHECK(is_refused(bench.command(next, "on"), "protection"));
    bench.thermometer.set(400);
    bench.run(next, 2200);
    CHECK(!bench.relay.is_on());
    CHECK(holds(bench.command(next, "on"), "\"result\":\"on\""));
    // Released for good.
    Node last(bench.ports(), bench.identity, bench.settings);
    bench.reset(last, reason);
    CHECK(bench.relay.is_on());
  }
}
