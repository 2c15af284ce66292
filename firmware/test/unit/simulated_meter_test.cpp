#include "homesync/modbus.h"
#include "homesync/pzem.h"
#include "homesync/simulated/pzem_meter.h"
#include "homesync/simulated/relay.h"
#include "homesync/simulated/settable_clock.h"
#include "pzem_frames.h"
#include "test.h"

using homesync::Pzem;
using homesync::PzemError;
using homesync::PzemReading;
using homesync::PzemState;
using homesync::Text;
using homesync::protocol::Metric;
using homesync::simulated::Load;
using homesync::simulated::MeterFault;
using homesync::simulated::PzemMeter;
using homesync::simulated::Relay;
using homesync::simulated::SettableClock;

namespace {

constexpr Load kKettle = {20000, 2300, 8696, 100, 500};

struct Bench {
  SettableClock clock;
  PzemMeter meter{clock};
  Pzem driver{meter};

  /** Lets time pass until the driver reports an outcome. */
  PzemState finish() {
    for (int i = 0; i < 1000; ++i) {
      const PzemState state = driver.poll(clock.monotonic_ms());
      if (state != PzemState::kBusy) return state;
      clock.advance(driver.next_wake_ms(clock.monotonic_ms()));
    }
    return PzemState::kBusy;
  }

  PzemState read() {
    driver.start_read(clock.monotonic_ms());
    return finish();
  }

  /** The meter's answer to a frame, its CRC added here. */
  template <size_t N>
  Text ask(const uint8_t (&request)[N]) {
    uint8_t frame[N + 2];
    memcpy(frame, request, N);
    homesync::modbus::append_crc(frame, N);
    clock.advance(1000);
    meter.write(frame, sizeof frame);
    clock.advance(PzemMeter::kReplyDelayMs);
    const size_t size = meter.read(answer_, sizeof answer_);
    return Text(reinterpret_cast<const char*>(answer_), size);
  }

 private:
  uint8_t answer_[64];
};

template <size_t N>
Text bytes(const uint8_t (&values)[N]) {
  return Text(reinterpret_cast<const char*>(values), N);
}

}  // namespace

TEST("meter: the driver reads what the load is") {
  Bench bench;
  bench.meter.set_load({382900 / 100, 2092, 1865, 98, 499});
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  const PzemReading& reading = bench.driver.reading();
  CHECK_EQ(reading.of(Metric::kPower), 3829);
  CHECK_EQ(reading.of(Metric::kVoltage), 2092);
  CHECK_EQ(reading.of(Metric::kCurrent), 1865);
  CHECK_EQ(reading.of(Metric::kPowerFactor), 98);
  CHECK_EQ(reading.of(Metric::kFrequency), 499);
}

TEST("meter: it answers the captured request with the captured reply, byte for byte") {
  Bench bench;
  // 38 Wh at 24.4 W: 38 * 36,000,000 / 244 ms, rounded up.
  bench.meter.set_load({244, 2257, 108, 100, 500});
  bench.clock.advance(5606558);
  const uint8_t request[] = {0x01, 0x04, 0x00, 0x00, 0x00, 0x0A};
  CHECK_EQ(bench.ask(request), bytes(frames::kReading));
}

TEST("meter: a reply takes 26 ms, and then it is there whole") {
  Bench bench;
  bench.meter.write(frames::kReadAll, sizeof frames::kReadAll);
  uint8_t reply[32];
  bench.clock.advance(25);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 0U);
  bench.clock.advance(1);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 25U);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 0U);
}

TEST("meter: a request may come in pieces, and silence between two requests ends the first") {
  Bench bench;
  uint8_t reply[32];
  bench.meter.write(frames::kReadAll, 3);
  bench.meter.write(frames::kReadAll + 3, 5);
  bench.clock.advance(30);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 25U);
  bench.meter.write(frames::kReadAll, 5);
  bench.clock.advance(30);
  bench.meter.write(frames::kReadAll, sizeof frames::kReadAll);
  bench.clock.advance(30);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 25U);
}

TEST("meter: energy adds up exactly over a day of samples, with no drift") {
  Bench bench;
  bench.meter.set_load({1234, 2300, 536, 100, 500});
  for (int second = 0; second < 24 * 3600; ++second) {
    bench.clock.advance(1000);
    bench.meter.energy_wh();
  }
  CHECK_EQ(bench.meter.energy_wh(), 2961U);  // 123.4 W x 24 h = 2961.6 Wh
  bench.clock.advance(11670);                // 0.4 Wh at 123.4 W is 11,669.4 ms
  CHECK_EQ(bench.meter.energy_wh(), 2962U);
}

TEST("meter: each load counts for as long as it was there") {
  Bench bench;
  bench.meter.set_load(kKettle);
  bench.clock.advance(1800 * 1000);
  bench.meter.set_load({});
  bench.clock.advance(3600 * 1000);
  CHECK_EQ(bench.meter.energy_wh(), 1000U);
}

TEST("meter: with the relay open there is voltage, but no current, power or energy") {
  Bench bench;
  Relay relay(bench.meter);
  bench.meter.set_load(kKettle);
  bench.clock.advance(3600 * 1000);
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kPower), 0);
  CHECK_EQ(bench.driver.reading().of(Metric::kCurrent), 0);
  CHECK_EQ(bench.driver.reading().of(Metric::kPowerFactor), 0);
  CHECK_EQ(bench.driver.reading().of(Metric::kEnergy), 0);
  CHECK_EQ(bench.driver.reading().of(Metric::kVoltage), 2300);
  relay.set(true);
  bench.clock.advance(3600 * 1000);
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kPower), 20000);
  CHECK_EQ(bench.driver.reading().of(Metric::kCurrent), 8696);
  CHECK_EQ(bench.driver.reading().of(Metric::kEnergy), 2000);
}

TEST("meter: below its starting current and power it shows zero") {
  Bench bench;
  bench.meter.set_load({3, 2300, 19, 50, 500});
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kPower), 0);
  CHECK_EQ(bench.driver.reading().of(Metric::kCurrent), 0);
  bench.meter.set_load({4, 2300, 20, 9, 500});
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kPower), 4);
  CHECK_EQ(bench.driver.reading().of(Metric::kCurrent), 20);
}

TEST("meter: the energy outlives a power cut, during which nothing is answered or counted") {
  Bench bench;
  bench.meter.set_load(kKettle);
  bench.clock.advance(3600 * 1000);
  bench.meter.set_powered(false);
  bench.clock.advance(3600 * 1000);
  CHECK_EQ(bench.read(), PzemState::kFailed);
  CHECK_EQ(bench.driver.error(), PzemError::kTimeout);
  bench.meter.set_powered(true);
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kEnergy), 2000);
}

TEST("meter: the energy counter is reset over the line") {
  Bench bench;
  bench.meter.set_load(kKettle);
  bench.clock.advance(3600 * 1000);
  bench.driver.start_reset_energy(bench.clock.monotonic_ms());
  CHECK_EQ(bench.finish(), PzemState::kDone);
  CHECK_EQ(bench.meter.energy_wh(), 0U);
}

TEST("meter: each fault of the line is what the driver says it is") {
  Bench bench;
  bench.meter.set_load(kKettle);
  bench.meter.set_fault(MeterFault::kSilent);
  CHECK_EQ(bench.read(), PzemState::kFailed);
  CHECK_EQ(bench.driver.error(), PzemError::kTimeout);
  bench.meter.set_fault(MeterFault::kCorrupt);
  CHECK_EQ(bench.read(), PzemState::kFailed);
  CHECK_EQ(bench.driver.error(), PzemError::kBadCrc);
  bench.meter.set_fault(MeterFault::kTruncated);
  CHECK_EQ(bench.read(), PzemState::kFailed);
  CHECK_EQ(bench.driver.error(), PzemError::kTimeout);
  bench.meter.set_fault(MeterFault::kFragmented);
  CHECK_EQ(bench.read(), PzemState::kDone);
  bench.meter.set_fault(MeterFault::kNoise);
  CHECK_EQ(bench.read(), PzemState::kDone);
  bench.meter.set_fault(MeterFault::kNone);
  CHECK_EQ(bench.read(), PzemState::kDone);
}

TEST("meter: a reply later than the time-out is not taken for the next one") {
  Bench bench;
  bench.meter.set_load(kKettle);
  bench.meter.set_reply_delay_ms(400);
  CHECK_EQ(bench.read(), PzemState::kFailed);
  bench.clock.advance(750);
  bench.meter.set_load({5000, 2300, 2174, 100, 500});
  bench.meter.set_reply_delay_ms(PzemMeter::kReplyDelayMs);
  REQUIRE_EQ(bench.read(), PzemState::kDone);
  CHECK_EQ(bench.driver.reading().of(Metric::kPower), 5000);
}

TEST("meter: a wrong CRC or another address is met with silence") {
  Bench bench;
  uint8_t reply[32];
  uint8_t corrupt[sizeof frames::kReadAll];
  memcpy(corrupt, frames::kReadAll, sizeof corrupt);
  corrupt[5] ^= 1;
  bench.meter.write(corrupt, sizeof corrupt);
  bench.clock.advance(100);
  CHECK_EQ(bench.meter.read(reply, sizeof reply), 0U);
  const uint8_t other[] = {0x02, 0x04, 0x00, 0x00, 0x00, 0x0A};
  CHECK_EQ(bench.ask(other), "");
}

TEST("meter: what it cannot do is refused with the captured exceptions") {
  Bench bench;
  const uint8_t unknown[] = {0x01, 0x10, 0x00, 0x00};
  CHECK_EQ(bench.ask(unknown).size, 5U);
  CHECK_EQ(bench.ask(unknown).data[1], static_cast<char>(0x90));
  CHECK_EQ(bench.ask(unknown).data[2], 1);
  const uint8_t beyond[] = {0x01, 0x04, 0x00, 0x0A, 0x00, 0x01};
  CHECK_EQ(bench.ask(beyond).data[2], 2);
  const uint8_t too_many[] = {0x01, 0x04, 0x00, 0x05, 0x00, 0x06};
  CHECK_EQ(bench.ask(too_many).data[2], 3);
  const uint8_t none[] = {0x01, 0x04, 0x00, 0x00, 0x00, 0x00};
  CHECK_EQ(bench.ask(none).data[2], 3);
  const uint8_t not_writable[] = {0x01, 0x06, 0x00, 0x00, 0x00, 0x01};
  CHECK_EQ(bench.ask(not_writable).data[2], 2);
  const uint8_t no_address[] = {0x01, 0x06, 0x00, 0x02, 0x00, 0xF8};
  const uint8_t captured[] = {0x01, 0x86, 0x03, 0x02, 0x61};  // espurna pull request 2283
  CHECK_EQ(bench.ask(no_address), bytes(captured));
}

TEST("meter: a new address is confirmed by the echo, kept, and used from then on") {
  Bench bench;
  const uint8_t set_address[] = {0x01, 0x06, 0x00, 0x02, 0x00, 0x05};
  const uint8_t echo[] = {0x01, 0x06, 0x00, 0x02, 0x00, 0x05, 0xE8, 0x09};
  CHECK_EQ(bench.ask(set_address), bytes(echo));
  bench.meter.set_powered(false);
  bench.meter.set_powered(true);
  const uint8_t read_old[] = {0x01, 0x03, 0x00, 0x02, 0x00, 0x01};
  CHECK_EQ(bench.ask(read_old), "");
  const uint8_t read_new[] = {0x05, 0x03, 0x00, 0x02, 0x00, 0x01};
  const Text reply = bench.ask(read_new);
  REQUIRE_EQ(reply.size, 7U);
  CHECK_EQ(reply.data[4], 5);
}

TEST("meter: a broadcast is obeyed and not answered") {
  Bench bench;
  const uint8_t set_threshold[] = {0x00, 0x06, 0x00, 0x01, 0x00, 0x64};
  CHECK_EQ(bench.ask(set_threshold), "");
  CHECK_EQ(bench.meter.alarm_threshold_w(), 100);
}

TEST("meter: the alarm register shows power above the threshold") {
  Bench bench;
  const uint8_t set_threshold[] = {0x01, 0x06, 0x00, 0x01, 0x00, 0x64};
  bench.ask(set_threshold);
  const uint8_t read_alarm[] = {0x01, 0x04, 0x00, 0x09, 0x00, 0x01};
  bench.meter.set_load({1000, 2300, 435, 100, 500});
  CHECK_EQ(bench.ask(read_alarm).data[3], 0);
  bench.meter.set_load({1001, 2300, 435, 100, 500});
  CHECK_EQ(bench.ask(read_alarm).data[3], static_cast<char>(0xFF));
}

TEST("meter: a load that no meter could report fails the reading") {
  Bench bench;
  bench.meter.set_load({100, 0, 100, 100, 500});
  CHECK_EQ(bench.read(), PzemState::kFailed);
  CHECK_EQ(bench.driver.error(), PzemError::kOutOfRange);
}
