#include "command_bench.h"
#include "homesync/relay_control.h"
#include "test.h"

// The protection as a user meets it: through a node, its meter, its relay and its commands.

using homesync::Millis;
using homesync::Node;
using homesync::Protection;
using homesync::Text;
using homesync::protocol::ResetReason;
using homesync::protocol::Setting;
using homesync::simulated::MeterFault;
using homesync::test::Bench;
using homesync::test::holds;
using homesync::test::is_refused;

namespace {

constexpr uint32_t kOverloadDw = 35000;

/** Limits of 3000 W and, by default, 80 °C. */
struct LimitBench : Bench {
  LimitBench() { settings.set_number(Setting::kMaxPower, 30000); }
};

/** A connected node, its relay on, a load of 1000 W. */
struct TripBench : LimitBench {
  TripBench() {
    load(10000);
    connect(node);
    run(node, 1200);
    command("on");
    run(node, 2000);
    mqtt.clear();
  }

  void load(uint32_t power_dw) { meter.set_load({power_dw, 2300, power_dw * 100 / 230, 100, 500}); }

  Text command(Text action) { return command(node, action); }
  Text command(Node& to, Text action) {
    FixedText<96> payload;
    payload.append("{\"action\":\"");
    payload.append(action);
    payload.append("\",\"request_id\":\"r-");
    const char digits[] = {static_cast<char>('0' + commands / 10),
                           static_cast<char>('0' + commands % 10)};
    ++commands;
    payload.append(Text(digits, 2));
    payload.append("\"}");
    mqtt.clear();
    send(to, "command/relay", payload.view());
    return mqtt.last_payload("/response/command");
  }

  void press(Node& of) {
    button.set_pressed(true);
    run(of, 100);
    button.set_pressed(false);
    run(of, 100);
  }

  /** Runs until the relay is open, at most `limit`; answers for how long. */
  Millis time_to_open(Millis limit) {
    for (Millis passed = 0; passed < limit; passed += 10) {
      if (!relay.is_on()) return passed;
      run(node, 10);
    }
    return limit;
  }

  /** Another boot on the same hardware. */
  void reset(Node& next, ResetReason reason) {
    relay.set(false);
    system.reason = reason;
    connect(next);
  }

  template <size_t Capacity>
  using FixedText = homesync::FixedText<Capacity>;

  int commands = 10;
  Node node{ports(), identity, settings};
};

}  // namespace

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
      hardware.clock,        hardware.mqtt,    hardware.random, flash,
      hardware.system,       hardware.log,     hardware.meter,  hardware.thermometer,
      hardware.relay,        hardware.radio,   hardware.led,    hardware.button,
      hardware.provisioning, hardware.retained};
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

TEST("trip: a relay that does not open is told, retried, and told again when it has opened") {
  TripBench bench;
  bench.relay.set_stuck(true);
  bench.load(kOverloadDw);
  bench.run(bench.node, 2200);
  CHECK(holds(bench.mqtt.last_payload("/status/relay"),
              "{\"state\":\"on\",\"cause\":\"command\",\"fault\":true,"));
  CHECK_EQ(bench.log.warnings, 2);
  CHECK(is_refused(bench.command("off"), "relay_fault"));
  bench.run(bench.node, 120000);
  CHECK(is_refused(bench.command("on"), "protection"));

  bench.relay.set_stuck(false);
  CHECK(!bench.relay.is_on());
  bench.mqtt.clear();
  bench.run(bench.node, 1100);
  CHECK(holds(bench.mqtt.last_payload("/status/relay"),
              "{\"state\":\"off\",\"cause\":\"protection\",\"timestamp\""));
}

namespace {

/** A board that reads back the driver: it takes a welded contact for an open one. */
class DriverRelay final : public homesync::RelayPort {
 public:
  void set(bool on) override { on_ = on; }
  bool is_on() const override { return on_; }

 private:
  bool on_ = false;
};

}  // namespace

TEST("trip: where the board cannot see the contact, the meter finds the one that is welded") {
  Bench bench;
  bench.settings.set_number(Setting::kMaxPower, 30000);
  DriverRelay driver;
  driver.set(true);
  bench.meter.set_contact(true);
  homesync::Protection protection(bench.flash, bench.settings, bench.log);
  homesync::RelayControl relay(driver, bench.flash, bench.settings, protection, bench.log);
  relay.start(ResetReason::kPowerOn, 0);
  relay.set(true, homesync::protocol::RelayCause::kCommand, 1000);
  homesync::Sample sample;
  sample.values[0] = 35000;
  sample.good[0] = true;
  for (Millis now = 2000; now <= 4000; now += 1000) {
    protection.judge(sample, now);
    relay.protect(now);
    CHECK(!relay.has_fault());
    CHECK(!relay.is_on());
  }
  protection.judge(sample, 5000);
  relay.protect(5000);
  CHECK(relay.has_fault());
  CHECK(relay.take_change());
  sample.values[0] = 0;
  protection.judge(sample, 6000);
  relay.protect(6000);
  CHECK(!relay.has_fault());
}
