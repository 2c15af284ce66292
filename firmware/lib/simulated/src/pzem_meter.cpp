#include "homesync/simulated/pzem_meter.h"

#include <string.h>

#include "homesync/metric_info.h"
#include "homesync/modbus.h"

namespace homesync::simulated {

namespace {

using protocol::Metric;

constexpr uint16_t register_of(Metric metric) {
  return info_of(metric).input_register;
}

/** A silence this long ends a frame (Modbus over serial line, 2.5.1.1: 3.5 characters). */
constexpr Millis kFrameGapMs = 4;

/** Below these the meter shows zero (maker's manual: starting current and power). */
constexpr uint32_t kStartingCurrentMa = 20;
constexpr uint32_t kStartingPowerDw = 4;

constexpr uint16_t kAlarmOn = 0xFFFF;

/** Noise that could begin a frame but does not: a receiver must look again inside it. */
constexpr uint8_t kNoise[] = {0x00, 0xFF, 0x01, 0x04, 0x13};

/** A whole request's size; 0 for a function that the meter does not know. */
size_t request_size_of(uint8_t function) {
  switch (function) {
    case pzem::kReadHoldingRegisters:
    case pzem::kReadInputRegisters:
    case pzem::kWriteRegister:
      return modbus::kRegisterRequestSize;
    case pzem::kResetEnergy:
      return pzem::kResetSize;
    default:
      return 0;
  }
}

}  // namespace

PzemMeter::PzemMeter(ClockPort& clock) : clock_(clock), integrated_at_(clock.monotonic_ms()) {}

void PzemMeter::integrate() {
  const Millis now = clock_.monotonic_ms();
  energy_.add(measured_power_dw(), elapsed(now, integrated_at_));
  integrated_at_ = now;
}

void PzemMeter::set_load(const Load& load) {
  integrate();
  load_ = load;
}

void PzemMeter::set_contact(bool closed) {
  integrate();
  contact_closed_ = closed;
}

void PzemMeter::set_powered(bool powered) {
  integrate();
  powered_ = powered;
  request_size_ = 0;
  reply_size_ = 0;
}

uint32_t PzemMeter::energy_wh() {
  integrate();
  return energy_.wh();
}

uint32_t PzemMeter::measured_power_dw() const {
  const bool flows = powered_ && contact_closed_ && load_.power_dw >= kStartingPowerDw;
  return flows ? load_.power_dw : 0;
}

uint32_t PzemMeter::measured_current_ma() const {
  return contact_closed_ && load_.current_ma >= kStartingCurrentMa ? load_.current_ma : 0;
}

uint16_t PzemMeter::input_register(uint16_t index) const {
  const auto low = [](uint32_t value) { return static_cast<uint16_t>(value & 0xFFFF); };
  const auto high = [](uint32_t value) { return static_cast<uint16_t>(value >> 16); };
  switch (index) {
    case register_of(Metric::kVoltage):
      return load_.voltage_dv;
    case register_of(Metric::kCurrent):
      return low(measured_current_ma());
    case register_of(Metric::kCurrent) + 1:
      return high(measured_current_ma());
    case register_of(Metric::kPower):
      return low(measured_power_dw());
    case register_of(Metric::kPower) + 1:
      return high(measured_power_dw());
    case register_of(Metric::kEnergy):
      return low(energy_.wh());
    case register_of(Metric::kEnergy) + 1:
      return high(energy_.wh());
    case register_of(Metric::kFrequency):
      return load_.frequency_dhz;
    case register_of(Metric::kPowerFactor):
      return measured_power_dw() > 0 ? load_.power_factor_centi : uint16_t{0};
    default:
      return measured_power_dw() > alarm_threshold_w_ * 10U ? kAlarmOn : uint16_t{0};
  }
}

uint16_t PzemMeter::holding_register(uint16_t index) const {
  switch (index) {
    case pzem::kAlarmThreshold:
      return alarm_threshold_w_;
    case pzem::kAddress:
      return address_;
    default:
      return 0;
  }
}

size_t PzemMeter::write(const uint8_t* bytes, size_t size) {
  const Millis now = clock_.monotonic_ms();
  if (elapsed(now, requested_at_) >= kFrameGapMs) request_size_ = 0;
  requested_at_ = now;
  for (size_t i = 0; i < size && powered_; ++i) {
    if (request_size_ == kLongestRequest) request_size_ = 0;
    request_[request_size_++] = bytes[i];
    if (request_size_ < 2) continue;
    size_t whole = request_size_of(request_[1]);
    // The end of an unknown request shows only by the silence behind it: the end of this write.
    if (whole == 0) whole = i + 1 == size ? request_size_ : kLongestRequest + 1;
    if (request_size_ == whole) {
      answer();
      request_size_ = 0;
    }
  }
  return size;
}

void PzemMeter::answer() {
  if (!modbus::has_valid_crc(request_, request_size_)) return;
  const uint8_t to = request_[0];
  if (to != address_ && to != pzem::kGeneralAddress && to != pzem::kBroadcastAddress) return;
  integrate();
  const uint16_t first = modbus::register_at(request_ + 2);
  const uint16_t value = modbus::register_at(request_ + 4);
  switch (request_[1]) {
    case pzem::kReadInputRegisters:
      return answer_read(first, value, pzem::kInputRegisters);
    case pzem::kReadHoldingRegisters:
      return answer_read(first, value, pzem::kHoldingRegisters);
    case pzem::kWriteRegister:
      return answer_write(first, value);
    case pzem::kResetEnergy:
      energy_.reset();
      return echo();
    default:
      return reply_exception(pzem::kIllegalFunction);
  }
}

void PzemMeter::answer_read(uint16_t first, uint16_t count, uint16_t registers) {
  if (first >= registers) return reply_exception(pzem::kIllegalRegister);
  if (count == 0 || count > registers - first) return reply_exception(pzem::kIllegalValue);
  const bool is_input = request_[1] == pzem::kReadInputRegisters;
  uint8_t frame[pzem::kReadReplySize] = {request_[0], request_[1], static_cast<uint8_t>(2 * count)};
  size_t size = pzem::kReplyHeaderSize;
  for (uint16_t i = 0; i < count; ++i, size += 2) {
    const auto index = static_cast<uint16_t>(first + i);
    modbus::put_register(frame + size, is_input ? input_register(index) : holding_register(index));
  }
  reply(frame, size);
}

void PzemMeter::answer_write(uint16_t index, uint16_t value) {
  if (index == pzem::kAlarmThreshold) {
    alarm_threshold_w_ = value;
  } else if (index != pzem::kAddress) {
    return reply_exception(pzem::kIllegalRegister);
  } else if (value == 0 || value > pzem::kLastAddress) {
    return reply_exception(pzem::kIllegalValue);
  } else {
    address_ = static_cast<uint8_t>(value);
  }
  echo();
}

void PzemMeter::echo() {
  reply(request_, request_size_ - modbus::kCrcSize);
}

void PzemMeter::reply_exception(uint8_t code) {
  uint8_t frame[pzem::kExceptionReplySize] = {
      request_[0], static_cast<uint8_t>(request_[1] | pzem::kExceptionFlag), code};
  reply(frame, pzem::kExceptionReplySize - modbus::kCrcSize);
}

/** Puts the frame on the line with its CRC and whatever is wrong with this meter. */
void PzemMeter::reply(const uint8_t* frame, size_t size) {
  reply_size_ = 0;
  reply_taken_ = 0;
  if (request_[0] == pzem::kBroadcastAddress || fault_ == MeterFault::kSilent) return;
  size_t start = 0;
  if (fault_ == MeterFault::kNoise) {
    start = sizeof kNoise;
    memcpy(reply_, kNoise, start);
  }
  memcpy(reply_ + start, frame, size);
  size_t whole = modbus::append_crc(reply_ + start, size);
  if (fault_ == MeterFault::kCorrupt) reply_[start + 2] ^= 0x10;
  if (fault_ == MeterFault::kTruncated) whole /= 2;
  reply_size_ = static_cast<uint8_t>(start + whole);
}

/** How many bytes of the reply have come out of the line. */
size_t PzemMeter::arrived() {
  const Millis waited = elapsed(clock_.monotonic_ms(), requested_at_);
  if (waited < reply_delay_ms_) return 0;
  if (fault_ != MeterFault::kFragmented) return reply_size_;
  const size_t count = kFragmentSize * (1 + (waited - reply_delay_ms_) / kFragmentGapMs);
  return count < reply_size_ ? count : reply_size_;
}

size_t PzemMeter::read(uint8_t* bytes, size_t capacity) {
  const size_t available = arrived();
  size_t count = available > reply_taken_ ? available - reply_taken_ : 0;
  if (count > capacity) count = capacity;
  if (count > 0) memcpy(bytes, reply_ + reply_taken_, count);
  reply_taken_ = static_cast<uint8_t>(reply_taken_ + count);
  return count;
}

}  // namespace homesync::simulated
