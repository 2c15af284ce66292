#pragma once

#include <stdint.h>

#include "homesync/ports/clock.h"

namespace homesync::wasm {

/**
 * The one clock of an instance, set by the host before it calls a node. The host counts
 * milliseconds in doubles, which do not wrap; the nodes see the low 32 bits of their whole part.
 */
class InstanceClock final : public ClockPort {
 public:
  Millis monotonic_ms() override { return monotonic_; }

  bool utc(UtcTime& time) override {
    if (has_utc_) time = utc_;
    return has_utc_;
  }

  /** `utc_ms` at or below 0: the time of day is not known. */
  void set(double monotonic_ms, double utc_ms) {
    host_monotonic_ms_ = monotonic_ms;
    monotonic_ = static_cast<Millis>(static_cast<uint64_t>(monotonic_ms));
    has_utc_ = utc_ms > 0;
    if (!has_utc_) return;
    const auto whole = static_cast<uint64_t>(utc_ms);
    utc_.seconds = static_cast<uint32_t>(whole / 1000);
    utc_.millis = static_cast<uint16_t>(whole % 1000);
  }

  /** The host's time of a moment that lies `delay` ahead; infinite when it never comes. */
  double host_time_in(Millis delay) const {
    return delay == kNoWake ? __builtin_inf() : host_monotonic_ms_ + delay;
  }

 private:
  double host_monotonic_ms_ = 0;
  Millis monotonic_ = 0;
  UtcTime utc_;
  bool has_utc_ = false;
};

}  // namespace homesync::wasm
