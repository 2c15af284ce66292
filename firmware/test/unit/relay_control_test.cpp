#include "homesync/relay_control.h"

#include "bench.h"
#include "test.h"

using homesync::RelayControl;
using homesync::protocol::ErrorCode;
using homesync::protocol::RelayCause;
using homesync::protocol::ResetReason;
using homesync::protocol::Setting;

namespace {

enum PowerOn { kOff = 0, kOn = 1, kLast = 2 };

struct RelayBench : homesync::test::Bench {
  explicit RelayBench(PowerOn power_on = kLast) {
    settings.set_number(Setting::kPowerOn, power_on);
  }

  /** Boots with what the flash holds; the contact opens while the processor is in reset. */
  RelayControl boot(ResetReason reason) {
    relay.set(false);
    RelayControl control(relay, flash, settings, protection, log);
    control.start(reason, clock.monotonic_ms());
    return control;
  }
  homesync::Protection protection{flash, settings, log};
  ErrorCode command(RelayControl& control, bool on) {
    return control.set(on, RelayCause::kCommand, clock.monotonic_ms());
  }
};

}  // namespace

TEST("a new node's relay is off, because of the boot") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  CHECK(!control.is_on());
  CHECK_EQ(control.cause(), RelayCause::kBoot);
  CHECK_EQ(bench.relay.moves(), 0U);
  CHECK_EQ(bench.flash.used(), size_t{0});
}

TEST("power_on decides the relay's state after a power cut") {
  struct Row {
    PowerOn power_on;
    bool before;
    bool after;
  };
  const Row rows[] = {
      {kOff, true, false}, {kOn, false, true}, {kLast, true, true}, {kLast, false, false}};
  for (const Row& row : rows) {
    RelayBench bench(row.power_on);
    RelayControl first = bench.boot(ResetReason::kPowerOn);
    bench.clock.advance(1000);
    bench.command(first, row.before);
    const RelayControl second = bench.boot(ResetReason::kPowerOn);
    CHECK_EQ(second.is_on(), row.after);
    CHECK_EQ(bench.relay.is_on(), row.after);
    CHECK_EQ(second.cause(), RelayCause::kBoot);
  }
}

TEST("after a restart, a watchdog or an exception the relay is as it was, whatever power_on says") {
  const ResetReason reasons[] = {ResetReason::kRestart, ResetReason::kWatchdog,
                                 ResetReason::kException};
  for (const ResetReason reason : reasons) {
    RelayBench bench(kOff);
    RelayControl first = bench.boot(ResetReason::kPowerOn);
    bench.command(first, true);
    CHECK(bench.boot(reason).is_on());
  }
}

TEST("a switch moves the contact, is a change, and is told once") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  CHECK(!control.take_change());
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
  CHECK(bench.relay.is_on());
  CHECK_EQ(control.cause(), RelayCause::kCommand);
  CHECK(control.take_change());
  CHECK(!control.take_change());
}

TEST("switching to the state that the relay has is a success and no change") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  CHECK_EQ(bench.command(control, false), ErrorCode::kNone);
  CHECK(!control.take_change());
  CHECK_EQ(control.cause(), RelayCause::kBoot);
  CHECK_EQ(bench.relay.moves(), 0U);
}

TEST("two switches are at least min_switch_ms apart") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
  bench.clock.advance(499);
  CHECK_EQ(bench.command(control, false), ErrorCode::kTooSoon);
  CHECK(bench.relay.is_on());
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
  bench.clock.advance(1);
  CHECK_EQ(bench.command(control, false), ErrorCode::kNone);
}

TEST("a switch of 49.7 days ago is not taken for one of just now") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  bench.command(control, true);
  bench.clock.advance(1000);
  control.poll(bench.clock.monotonic_ms());
  bench.clock.advance(UINT32_MAX - 999);
  CHECK_EQ(bench.command(control, false), ErrorCode::kNone);
}

TEST("a contact that does not follow is a fault, and the relay does not switch by itself later") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  bench.relay.set_stuck(true);
  CHECK_EQ(bench.command(control, true), ErrorCode::kRelayFault);
  CHECK(!control.is_on());
  CHECK(!control.take_change());
  bench.relay.set_stuck(false);
  CHECK(!bench.relay.is_on());
  bench.clock.advance(500);
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
}

TEST("a contact that has moved by itself is told as it is at the next switch") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  bench.relay.set(true);
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
  CHECK(control.is_on());
  CHECK(control.take_change());
}

TEST("safe mode opens the relay, and tells when it does not open") {
  RelayBench bench;
  bench.relay.set(true);
  RelayControl control(bench.relay, bench.flash, bench.settings, bench.protection, bench.log);
  bench.relay.set_stuck(true);
  control.start_open(0);
  CHECK(control.is_on());
  CHECK_EQ(bench.log.warnings, 1);
  bench.relay.set_stuck(false);
  control.start_open(0);
  CHECK(!control.is_on());
  CHECK_EQ(bench.flash.used(), size_t{0});
}

TEST("a contact stuck at boot is logged, and its real state is what the node says") {
  RelayBench bench(kOn);
  bench.relay.set_stuck(true);
  CHECK(!bench.boot(ResetReason::kPowerOn).is_on());
  CHECK_EQ(bench.log.warnings, 1);
}

TEST("a flash that fails does not keep the relay from switching") {
  RelayBench bench;
  RelayControl control = bench.boot(ResetReason::kPowerOn);
  bench.flash.set_failing(true);
  CHECK_EQ(bench.command(control, true), ErrorCode::kNone);
  CHECK(bench.relay.is_on());
  CHECK_EQ(bench.log.warnings, 1);
}
