#include "homesync/pzem.h"

#include <string.h>

#include "homesync/modbus.h"
#include "homesync/protocol.h"

namespace homesync {

namespace {

using protocol::Metric;

/** What one look at the port takes at most, so that a line that never falls silent ends too. */
constexpr size_t kMostBytesAtOnce = 256;

constexpr const protocol::MetricInfo& info(Metric metric) {
  return protocol::kMetrics[static_cast<uint8_t>(metric)];
}

static_assert(info(Metric::kPower).decimals == 1 && info(Metric::kVoltage).decimals == 1 &&
                  info(Metric::kCurrent).decimals == 3 && info(Metric::kEnergy).decimals == 3 &&
                  info(Metric::kPowerFactor).decimals == 2 &&
                  info(Metric::kFrequency).decimals == 1,
              "the meter's registers count in the units of the protocol's table");

/** Takes a measured value if it lies in its metric's range. */
bool take(uint32_t value, Metric metric, int32_t& out) {
  const protocol::MetricInfo& range = info(metric);
  if (value > static_cast<uint32_t>(range.max)) return false;
  if (static_cast<int32_t>(value) < range.min) return false;
  out = static_cast<int32_t>(value);
  return true;
}

uint32_t word(const uint8_t* registers, uint16_t index) {
  return modbus::register_at(registers + size_t{2} * index);
}

/** The low word comes first. */
uint32_t double_word(const uint8_t* registers, uint16_t index) {
  return word(registers, index) | word(registers, static_cast<uint16_t>(index + 1)) << 16;
}

bool decode(const uint8_t* registers, PzemReading& reading) {
  return take(double_word(registers, pzem::kPower), Metric::kPower, reading.power_dw) &&
         take(word(registers, pzem::kVoltage), Metric::kVoltage, reading.voltage_dv) &&
         take(double_word(registers, pzem::kCurrent), Metric::kCurrent, reading.current_ma) &&
         take(double_word(registers, pzem::kEnergy), Metric::kEnergy, reading.energy_wh) &&
         take(word(registers, pzem::kPowerFactor), Metric::kPowerFactor,
              reading.power_factor_centi) &&
         take(word(registers, pzem::kFrequency), Metric::kFrequency, reading.frequency_dhz);
}

}  // namespace

bool Pzem::start_read(Millis now) {
  uint8_t request[modbus::kRegisterRequestSize];
  modbus::build_register_request(address_, pzem::kReadInputRegisters, 0, pzem::kInputRegisters,
                                 request);
  return start(request, sizeof request, pzem::kReadInputRegisters, now);
}

bool Pzem::start_reset_energy(Millis now) {
  uint8_t request[pzem::kResetSize] = {address_, pzem::kResetEnergy};
  modbus::append_crc(request, 2);
  return start(request, sizeof request, pzem::kResetEnergy, now);
}

bool Pzem::start(const uint8_t* request, size_t size, uint8_t function, Millis now) {
  if (is_busy()) return false;
  discard_input();
  function_ = function;
  started_at_ = now;
  received_size_ = 0;
  error_ = PzemError::kNone;
  exception_code_ = 0;
  state_ = PzemState::kBusy;
  if (port_.write(request, size) != size) finish(PzemState::kFailed, PzemError::kPortFull);
  return true;
}

PzemState Pzem::poll(Millis now) {
  if (state_ == PzemState::kBusy) {
    // What has arrived counts even when this call comes late.
    receive();
    if (state_ == PzemState::kBusy && elapsed(now, started_at_) >= kReplyTimeoutMs) {
      finish(PzemState::kFailed,
             error_ == PzemError::kBadCrc ? PzemError::kBadCrc : PzemError::kTimeout);
    }
  }
  const PzemState reported = state_;
  if (state_ != PzemState::kBusy) state_ = PzemState::kIdle;
  return reported;
}

Millis Pzem::next_wake_ms(Millis now) const {
  if (state_ == PzemState::kIdle) return kNoWake;
  if (state_ != PzemState::kBusy) return 0;
  const Millis to_first_look = remaining(now, started_at_, kEarliestReplyMs);
  if (to_first_look > 0) return to_first_look;
  const Millis to_timeout = remaining(now, started_at_, kReplyTimeoutMs);
  return to_timeout < kPollPeriodMs ? to_timeout : kPollPeriodMs;
}

/** A reply that came after its time-out must not be taken for the answer to the next request. */
void Pzem::discard_input() {
  uint8_t ignored[32];
  for (size_t total = 0; total < kMostBytesAtOnce;) {
    const size_t count = port_.read(ignored, sizeof ignored);
    if (count == 0) return;
    total += count;
  }
}

void Pzem::receive() {
  for (size_t total = 0; total < kMostBytesAtOnce && state_ == PzemState::kBusy;) {
    const size_t count = port_.read(received_ + received_size_, sizeof received_ - received_size_);
    if (count == 0) return;
    total += count;
    received_size_ = static_cast<uint8_t>(received_size_ + count);
    while (state_ == PzemState::kBusy && received_size_ > 0 && examine_first_byte()) {
    }
  }
}

/**
 * Looks for a frame at the first byte received. True when it got further: a frame was taken, or
 * the byte cannot begin one and was dropped. False when more must arrive first.
 */
bool Pzem::examine_first_byte() {
  if (!is_from_meter(received_[0])) return drop(1);
  if (received_size_ < 2) return false;

  size_t frame_size = 0;
  if (received_[1] == (function_ | pzem::kExceptionFlag)) {
    frame_size = pzem::kExceptionReplySize;
  } else if (received_[1] == function_) {
    frame_size = function_ == pzem::kReadInputRegisters ? pzem::kReadReplySize : pzem::kResetSize;
  } else {
    return drop(1);
  }
  if (received_size_ < frame_size) return false;

  if (!modbus::has_valid_crc(received_, frame_size)) {
    // Either this was noise and the frame comes later, or the frame is corrupt.
    error_ = PzemError::kBadCrc;
    return drop(1);
  }
  take_frame();
  return true;
}

void Pzem::take_frame() {
  if (received_[1] != function_) {
    exception_code_ = received_[2];
    finish(PzemState::kFailed, PzemError::kException);
    return;
  }
  if (function_ == pzem::kReadInputRegisters) {
    PzemReading reading;
    if (received_[2] != 2 * pzem::kInputRegisters ||
        !decode(received_ + pzem::kReplyHeaderSize, reading)) {
      finish(PzemState::kFailed, PzemError::kOutOfRange);
      return;
    }
    reading_ = reading;
  }
  finish(PzemState::kDone, PzemError::kNone);
}

/** The general address names no meter: on such a line whoever answers is the one. */
bool Pzem::is_from_meter(uint8_t address) const {
  if (address_ != pzem::kGeneralAddress) return address == address_;
  return address != pzem::kBroadcastAddress && address <= pzem::kGeneralAddress;
}

bool Pzem::drop(size_t count) {
  received_size_ = static_cast<uint8_t>(received_size_ - count);
  memmove(received_, received_ + count, received_size_);
  return true;
}

void Pzem::finish(PzemState state, PzemError error) {
  state_ = state;
  error_ = error;
}

}  // namespace homesync
