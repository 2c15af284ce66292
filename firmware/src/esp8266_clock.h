#pragma once

#include <Arduino.h>
#include <sys/time.h>

#include "homesync/ports/clock.h"

namespace homesync::board {

/** millis(), and the time of day that the SDK's SNTP client has set. */
class Esp8266Clock final : public ClockPort {
 public:
  Millis monotonic_ms() override { return millis(); }

  bool utc(UtcTime& time) override {
    timeval now;
    gettimeofday(&now, nullptr);
    // Until SNTP answers the clock runs from 1970.
    if (now.tv_sec < kEarliestPlausible) return false;
    time.seconds = static_cast<uint32_t>(now.tv_sec);
    time.millis = static_cast<uint16_t>(now.tv_usec / 1000);
    return true;
  }

 private:
  static constexpr time_t kEarliestPlausible = 1700000000;  // November 2023
};

}  // namespace homesync::board
