#include "homesync/modbus.h"
#include "homesync/pzem.h"
#include "pzem_frames.h"
#include "pzem_line.h"
#include "test.h"

using homesync::Millis;
using homesync::Pzem;
using homesync::PzemError;
using homesync::PzemState;
using homesync::protocol::Metric;
using pzem_line::kAddress;
using pzem_line::kStart;
using pzem_line::Line;

namespace {

/** The first captured reading with one register (counted from 0) changed, and its CRC made right.
 */
struct Altered {
  uint8_t bytes[sizeof frames::kReading];
  Altered(size_t index, uint16_t value) {
    memcpy(bytes, frames::kReading, sizeof bytes);
    homesync::modbus::put_register(bytes + 3 + 2 * index, value);
    homesync::modbus::append_crc(bytes, sizeof bytes - 2);
  }
};

}  // namespace

TEST("pzem: values of two registers have their low word first") {
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(frames::kOtherReading);
  CHECK_EQ(line.poll_after(34), PzemState::kDone);
  CHECK_EQ(line.meter.reading().of(Metric::kVoltage), 2092);
  CHECK_EQ(line.meter.reading().of(Metric::kCurrent), 1865);
  CHECK_EQ(line.meter.reading().of(Metric::kPower), 3829);
  CHECK_EQ(line.meter.reading().of(Metric::kEnergy), 215782);
  CHECK_EQ(line.meter.reading().of(Metric::kFrequency), 500);
  CHECK_EQ(line.meter.reading().of(Metric::kPowerFactor), 98);
}

TEST("pzem: a reply may come byte by byte") {
  Line line;
  line.meter.start_read(kStart);
  for (size_t i = 0; i + 1 < sizeof frames::kReading; ++i) {
    line.port.arrive(frames::kReading + i, 1);
    CHECK_EQ(line.poll_after(static_cast<Millis>(26 + i)), PzemState::kBusy);
  }
  line.port.arrive(frames::kReading + sizeof frames::kReading - 1, 1);
  CHECK_EQ(line.poll_after(60), PzemState::kDone);
  CHECK(line.is_first_reading());
}

TEST("pzem: a reply that stops short fails at the time-out") {
  for (size_t size = 1; size < sizeof frames::kReading; ++size) {
    Line line;
    line.meter.start_read(kStart);
    line.port.arrive(frames::kReading, size);
    CHECK_EQ(line.poll_after(100), PzemState::kBusy);
    CHECK_EQ(line.poll_after(250), PzemState::kFailed);
    CHECK_EQ(line.meter.error(), PzemError::kTimeout);
  }
}

TEST("pzem: the rest of a late reply is thrown away before the next request") {
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(frames::kReading, 10);
  CHECK_EQ(line.poll_after(250), PzemState::kFailed);
  line.port.arrive(frames::kReading + 10, 15);
  line.port.arrive(frames::kReading);
  line.meter.start_read(kStart + 1000);
  CHECK_EQ(line.port.unread(), 0U);
  CHECK_EQ(line.poll_after(1030), PzemState::kBusy);
  line.port.arrive(frames::kOtherReading);
  CHECK_EQ(line.poll_after(1040), PzemState::kDone);
  CHECK_EQ(line.meter.reading().of(Metric::kEnergy), 215782);
}

TEST("pzem: any flipped bit of a reply is noticed and the last good reading stays") {
  for (size_t bit = 0; bit < 8 * sizeof frames::kOtherReading; ++bit) {
    Line line;
    line.meter.start_read(kStart);
    line.port.arrive(frames::kReading);
    line.poll_after(34);
    line.meter.start_read(kStart + 1000);
    uint8_t corrupt[sizeof frames::kOtherReading];
    memcpy(corrupt, frames::kOtherReading, sizeof corrupt);
    corrupt[bit / 8] = static_cast<uint8_t>(corrupt[bit / 8] ^ (1U << (bit % 8)));
    line.port.arrive(corrupt);
    CHECK_EQ(line.poll_after(1034), PzemState::kBusy);
    CHECK_EQ(line.poll_after(1250), PzemState::kFailed);
    CHECK(line.meter.error() == PzemError::kBadCrc || bit < 16);
    CHECK(line.is_first_reading());
  }
}

TEST("pzem: noise before a reply is skipped, also when it looks like the start of a frame") {
  const uint8_t noises[][4] = {
      {0x00, 0xFF, 0x55, 0xAA}, {0x01, 0x01, 0x01, 0x01}, {0x01, 0x04, 0x14, 0x08},
      {0x01, 0x84, 0x01, 0x82}, {0x42, 0x01, 0x04, 0x01}, {0x01, 0x42, 0x80, 0x11},
  };
  for (const auto& noise : noises) {
    Line line;
    line.meter.start_read(kStart);
    line.port.arrive(noise);
    CHECK_EQ(line.poll_after(20), PzemState::kBusy);
    line.port.arrive(frames::kReading);
    CHECK_EQ(line.poll_after(40), PzemState::kDone);
    CHECK(line.is_first_reading());
  }
}

TEST("pzem: a line that never falls silent fails at the time-out and never hangs") {
  Line line;
  line.meter.start_read(kStart);
  uint8_t babble[1000];
  memset(babble, kAddress, sizeof babble);
  line.port.arrive(babble);
  CHECK_EQ(line.poll_after(30), PzemState::kBusy);
  CHECK(line.port.unread() > 0);
  CHECK_EQ(line.poll_after(250), PzemState::kFailed);
}

TEST("pzem: a reply of another meter, or to another request, is not taken") {
  Line line;
  line.meter.start_reset_energy(kStart);
  line.port.arrive(frames::kReading);
  line.port.arrive(frames::kReadError);
  CHECK_EQ(line.poll_after(30), PzemState::kBusy);
  line.port.arrive(frames::kReset);
  CHECK_EQ(line.poll_after(40), PzemState::kDone);

  ScriptedPort port;
  Pzem other(port, 0x02);
  other.start_read(kStart);
  port.arrive(frames::kReading);
  CHECK_EQ(other.poll(kStart + 250), PzemState::kFailed);
}

TEST("pzem: asked by the general address, whatever address answers is taken") {
  ScriptedPort port;
  Pzem meter(port);
  meter.start_read(kStart);
  const uint8_t request[] = {0xF8, 0x04, 0x00, 0x00, 0x00, 0x0A, 0x64, 0x64};
  CHECK(port.sent(request));
  port.arrive(frames::kReading);
  CHECK_EQ(meter.poll(kStart + 34), PzemState::kDone);
  CHECK_EQ(meter.reading().of(Metric::kVoltage), 2257);
}

TEST("pzem: every value out of its metric's range fails the reading") {
  const struct {
    size_t index;
    uint16_t value;
  } wrong[] = {
      {0, 799},    {0, 2601},   {0, 0xFFFF},  // voltage: 80-260 V
      {2, 2},                                 // current: 131.072 A and more
      {4, 4},                                 // power: 26214 W and more
      {6, 0x00FF}, {6, 0xFFFF},               // energy, and one past 31 bits
      {7, 449},    {7, 651},                  // frequency: 45-65 Hz
      {8, 101},                               // power factor: at most 1
  };
  for (const auto& [index, value] : wrong) {
    Line line;
    line.meter.start_read(kStart);
    line.port.arrive(Altered(index, value).bytes);
    CHECK_EQ(line.poll_after(34), PzemState::kFailed);
    CHECK_EQ(line.meter.error(), PzemError::kOutOfRange);
    CHECK_EQ(line.meter.reading().of(Metric::kVoltage), 0);
  }
}

TEST("pzem: the ends of the ranges are good") {
  const struct {
    size_t index;
    uint16_t value;
  } right[] = {{0, 800}, {0, 2600}, {7, 450}, {7, 650}, {8, 0}, {9, 0xFFFF}};
  for (const auto& [index, value] : right) {
    Line line;
    line.meter.start_read(kStart);
    line.port.arrive(Altered(index, value).bytes);
    CHECK_EQ(line.poll_after(34), PzemState::kDone);
  }
}

TEST("pzem: a reply with another byte count is not a reading") {
  uint8_t reply[sizeof frames::kReading];
  memcpy(reply, frames::kReading, sizeof reply);
  reply[2] = 0x12;
  homesync::modbus::append_crc(reply, sizeof reply - 2);
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(reply);
  CHECK_EQ(line.poll_after(250), PzemState::kFailed);
}
