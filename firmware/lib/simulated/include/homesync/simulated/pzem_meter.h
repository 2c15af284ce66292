#pragma once

#include "homesync/ports/clock.h"
#include "homesync/ports/serial_port.h"
#include "homesync/pzem_registers.h"
#include "homesync/simulated/energy_counter.h"

namespace homesync::simulated {

/** What the meter would measure with the relay's contact closed; the PZEM-004T's own units. */
struct Load {
  /** 0.1 W */
  uint32_t power_dw = 0;
  /** 0.1 V */
  uint16_t voltage_dv = 2300;
  /** mA */
  uint32_t current_ma = 0;
  /** 0.01 */
  uint16_t power_factor_centi = 100;
  /** 0.1 Hz */
  uint16_t frequency_dhz = 500;
};

/** What is wrong with the meter's replies. */
enum class MeterFault : uint8_t {
  kNone,
  /** Nothing is ever answered. */
  kSilent,
  /** One bit of every reply is flipped, so that its CRC is wrong. */
  kCorrupt,
  /** The reply comes in pieces of kFragmentSize bytes, kFragmentGapMs apart. */
  kFragmented,
  /** The second half of the reply is lost. */
  kTruncated,
  /** Bytes that belong to no frame come before the reply. */
  kNoise,
};

/**
 * A PZEM-004T v3: the far end of a serial line, answering Modbus-RTU frames as the maker's manual
 * and captured replies have them. Reads all input and holding registers, sets the alarm threshold
 * and the address, resets the energy counter, answers exceptions, stays silent to a wrong CRC or
 * another address. Its energy counter integrates the measured power over the given clock.
 */
class PzemMeter final : public SerialPort {
 public:
  static constexpr uint8_t kFactoryAddress = 0x01;

  /** From the request to the whole reply, at 9600 baud. */
  static constexpr Millis kReplyDelayMs = 26;
  static constexpr size_t kFragmentSize = 4;
  static constexpr Millis kFragmentGapMs = 10;

  explicit PzemMeter(ClockPort& clock);

  size_t write(const uint8_t* bytes, size_t size) override;
  size_t read(uint8_t* bytes, size_t capacity) override;

  void set_load(const Load& load);

  /** The contact between the meter and the load; open, there is no current and no power. */
  void set_contact(bool closed);

  /** A power cut: nothing is measured or answered. Energy, threshold and address are kept. */
  void set_powered(bool powered);

  void set_fault(MeterFault fault) { fault_ = fault; }
  void set_reply_delay_ms(Millis delay) { reply_delay_ms_ = delay; }

  /** Wh, up to now. */
  uint32_t energy_wh();
  uint8_t address() const { return address_; }
  uint16_t alarm_threshold_w() const { return alarm_threshold_w_; }

 private:
  static constexpr size_t kLongestRequest = 8;
  static constexpr size_t kNoiseSize = 5;
  static constexpr size_t kLongestReply = kNoiseSize + pzem::kReadReplySize;

  void integrate();
  uint32_t measured_power_dw() const;
  uint32_t measured_current_ma() const;
  uint16_t input_register(uint16_t index) const;
  uint16_t holding_register(uint16_t index) const;
  void answer();
  void answer_read(uint16_t first, uint16_t count, uint16_t registers);
  void answer_write(uint16_t index, uint16_t value);
  void echo();
  void reply(const uint8_t* frame, size_t size);
  void reply_exception(uint8_t code);
  size_t arrived();

  ClockPort& clock_;
  EnergyCounter energy_;
  Load load_;
  uint16_t alarm_threshold_w_ = 23000;
  uint8_t address_ = kFactoryAddress;
  bool contact_closed_ = true;
  bool powered_ = true;
  MeterFault fault_ = MeterFault::kNone;
  Millis reply_delay_ms_ = kReplyDelayMs;
  Millis integrated_at_;
  Millis requested_at_ = 0;
  uint8_t request_[kLongestRequest] = {};
  uint8_t request_size_ = 0;
  uint8_t reply_[kLongestReply] = {};
  uint8_t reply_size_ = 0;
  uint8_t reply_taken_ = 0;
};

}  // namespace homesync::simulated
