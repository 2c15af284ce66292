#include "homesync/pzem.h"

#include "homesync/modbus.h"
#include "homesync/protocol.h"
#include "input.h"

// Any bytes from the meter's line, in pieces and at any time: every exchange ends within its
// time-out, and a reading is one that a meter can have.

using homesync::Millis;
using homesync::Pzem;
using homesync::PzemError;
using homesync::PzemReading;
using homesync::PzemState;
using homesync::fuzz::Input;
using homesync::fuzz::require;
namespace protocol = homesync::protocol;

namespace {

constexpr uint8_t kAddress = 0x01;

/** A line whose far end says what the input says. */
class InputLine final : public homesync::SerialPort {
 public:
  explicit InputLine(Input& input) : input_(input) {}

  size_t write(const uint8_t*, size_t size) override { return size <= room ? size : room; }

  size_t read(uint8_t* bytes, size_t capacity) override {
    size_t count = 0;
    for (; count < capacity && arrived > 0 && !is_silent(); --arrived) {
      bytes[count++] = framed_ > 0 ? frame_[sizeof frame_ - framed_--] : input_.byte();
    }
    return count;
  }

  /** A reply with a right CRC comes next, its registers from the input: what no mutation finds. */
  void frame_reply() {
    frame_[0] = kAddress;
    frame_[1] = homesync::pzem::kReadInputRegisters;
    frame_[2] = 2 * homesync::pzem::kInputRegisters;
    size_t size = homesync::pzem::kReplyHeaderSize;
    while (size < sizeof frame_ - homesync::modbus::kCrcSize) frame_[size++] = input_.byte();
    framed_ = homesync::modbus::append_crc(frame_, size);
  }

  /** Bytes that may be read now. */
  size_t arrived = 0;
  /** What the next write takes. */
  size_t room = SIZE_MAX;

 private:
  bool is_silent() const { return framed_ == 0 && input_.empty(); }

  Input& input_;
  uint8_t frame_[homesync::pzem::kReadReplySize] = {};
  /** Bytes of frame_ still to come. */
  size_t framed_ = 0;
};

void require_possible(const PzemReading& reading) {
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const protocol::MetricInfo& info = protocol::kMetrics[i];
    if (info.sensor != protocol::Sensor::kMeter) continue;
    require(reading.values[i] >= info.min && reading.values[i] <= info.max, info.name);
  }
}

/** One exchange. The first byte says which, and how the bytes come. */
void exchange(Pzem& meter, InputLine& line, Input& input, Millis& now) {
  const uint8_t how = input.byte();
  line.room = (how & 0x80) != 0 ? how & 3U : SIZE_MAX;
  // What lies on the line before the request is an old reply's.
  line.arrived = (how & 0x40) != 0 ? 7 : 0;
  const bool reads = (how & 0x20) == 0;
  require(reads ? meter.start_read(now) : meter.start_reset_energy(now),
          "an exchange can be started after the last has ended");
  require(!meter.start_read(now), "and not while it is under way");
  if ((how & 0x10) != 0) line.frame_reply();
  const size_t piece = how & 0x0FU;
  const Millis started = now;
  for (;;) {
    line.arrived = piece == 0 ? SIZE_MAX : piece;
    const PzemState state = meter.poll(now);
    if (state == PzemState::kDone || state == PzemState::kFailed) {
      require((state == PzemState::kFailed) == (meter.error() != PzemError::kNone),
              "a failure has a reason");
      if (reads && state == PzemState::kDone) require_possible(meter.reading());
      break;
    }
    require(state == PzemState::kBusy, "an exchange under way is busy");
    require(now - started <= Pzem::kReplyTimeoutMs, "an exchange ends within its time-out");
    const Millis wait = meter.next_wake_ms(now);
    require(wait <= Pzem::kReplyTimeoutMs, "the next look is within the time-out");
    now += wait > 0 ? wait : 1;
  }
  require(meter.poll(now) == PzemState::kIdle, "an end is reported once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  InputLine line(input);
  Pzem meter(line, input.byte() % 2 == 0 ? Pzem::kGeneralAddress : kAddress);
  // Near the counter's wrap, which some exchange then crosses.
  Millis now = UINT32_MAX - 300;
  while (!input.empty()) exchange(meter, line, input, now);
  return 0;
}
