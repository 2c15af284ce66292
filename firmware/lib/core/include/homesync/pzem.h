#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/ports/serial_port.h"
#include "homesync/protocol.h"
#include "homesync/pzem_registers.h"

namespace homesync {

/** One measurement: the meter's metrics, every value within its range in the protocol's table. */
struct PzemReading {
  /** In units of 10^-decimals; 0 for what is not the meter's. */
  int32_t of(protocol::Metric metric) const { return values[static_cast<uint8_t>(metric)]; }

  /** By metric. */
  int32_t values[protocol::kMetricCount] = {};
};

/** What poll() reports. kDone and kFailed are reported once for each exchange, then kIdle. */
enum class PzemState : uint8_t { kIdle, kBusy, kDone, kFailed };

/** Why the last exchange failed. */
enum class PzemError : uint8_t {
  kNone,
  /** No frame, or only the beginning of one, within Pzem::kReplyTimeoutMs. */
  kTimeout,
  /** A frame arrived whole and its CRC was wrong. */
  kBadCrc,
  /** The meter refused; exception_code() tells why. */
  kException,
  /** The CRC was right and a value lies outside the range of its metric. */
  kOutOfRange,
  /** The serial port did not take the request. */
  kPortFull,
};

/**
 * The PZEM-004T v3 energy meter: Modbus-RTU at 9600 8N1 over a port that never blocks. One exchange
 * at a time: start it, then call poll() until it reports kDone or kFailed.
 *
 * Noise before, between and behind frames is skipped. What is left of an earlier reply is thrown
 * away before each request.
 */
class Pzem {
 public:
  /** The address that any meter answers, for when it is alone on the line (maker's manual). */
  static constexpr uint8_t kGeneralAddress = pzem::kGeneralAddress;

  /** A request takes 8 ms on the wire, a reply 26 ms, the meter some time between; 250 ms is ample.
   */
  static constexpr Millis kReplyTimeoutMs = 250;

  /** At 9600 baud no reply is complete sooner after its request; polling before is useless. */
  static constexpr Millis kEarliestReplyMs = 26;

  /** Then the port is looked at this often. */
  static constexpr Millis kPollPeriodMs = 5;

  explicit Pzem(SerialPort& port, uint8_t address = kGeneralAddress)
      : port_(port), address_(address) {}

  /** Asks for all registers. False, and nothing sent, while an exchange is under way. */
  bool start_read(Millis now);

  /** Sets the meter's energy counter to zero. False, and nothing sent, while one is under way. */
  bool start_reset_energy(Millis now);

  /** Takes what has arrived and reports the state of the exchange. */
  PzemState poll(Millis now);

  /** How long from `now` until poll() is worth calling; kNoWake when there is no exchange. */
  Millis next_wake_ms(Millis now) const;

  bool is_busy() const { return state_ != PzemState::kIdle; }

  /** The last good measurement; all zero before the first. */
  const PzemReading& reading() const { return reading_; }

  /** Why the last exchange failed; kNone when it did not. */
  PzemError error() const { return error_; }

  /** The exception code of a kException: 1 function, 2 register, 3 value, 4 meter failure. */
  uint8_t exception_code() const { return exception_code_; }

 private:
  bool start(const uint8_t* request, size_t size, uint8_t function, Millis now);
  void discard_input();
  void receive();
  bool examine_first_byte();
  void take_frame();
  bool is_from_meter(uint8_t address) const;
  void finish(PzemState state, PzemError error);
  bool drop(size_t count);

  SerialPort& port_;
  uint8_t address_;
  uint8_t function_ = 0;
  PzemState state_ = PzemState::kIdle;
  PzemError error_ = PzemError::kNone;
  uint8_t exception_code_ = 0;
  uint8_t received_size_ = 0;
  uint8_t received_[pzem::kReadReplySize] = {};
  Millis started_at_ = 0;
  PzemReading reading_;
};

}  // namespace homesync
