#include "homesync/pzem.h"

#include <string.h>

#include "homesync/modbus.h"

namespace homesync {

namespace {

using protocol::MetricInfo;

/** What one look at the port takes at most, so that a line that never falls silent ends too. */
constexpr size_t kMostBytesAtOnce = 256;

constexpr bool rows_are_of_registers_that_are_read() {
  for (const MetricInfo& metric : protocol::kMetrics) {
    if (metric.words > 2 || metric.input_register + metric.words > pzem::kInputRegisters)
      return false;
  }
  return true;
}
static_assert(rows_are_of_registers_that_are_read(), "a metric is of one or two of the registers");

/** The low word comes first. */
uint32_t value_of(const MetricInfo& metric, const uint8_t* registers) {
  const uint8_t* at = registers + size_t{2} * metric.input_register;
  const uint32_t low = modbus::register_at(at);
  return metric.words == 1 ? low : low | uint32_t{modbus::register_at(at + 2)} << 16;
}

/** False when a value lies outside the range of its metric. */
bool decode(const uint8_t* registers, PzemReading& reading) {
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const MetricInfo& metric = protocol::kMetrics[i];
    if (metric.words == 0) continue;
    const uint32_t value = value_of(metric, registers);
    if (value > static_cast<uint32_t>(metric.max)) return false;
    if (static_cast<int32_t>(value) < metric.min) return false;
    reading.values[i] = static_cast<int32_t>(value);
  }
  protocol::derive_metrics(reading.values);
  return true;
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
