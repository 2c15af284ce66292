#include "homesync/relay_control.h"
#include "test.h"
#include "trip_bench.h"

using homesync::Millis;
using homesync::protocol::ResetReason;
using homesync::protocol::Setting;
using homesync::test::Bench;
using homesync::test::holds;
using homesync::test::is_refused;
using homesync::test::kOverloadDw;
using homesync::test::TripBench;

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
