#pragma once

#include "homesync/clock.h"
#include "homesync/timestamp.h"

namespace homesync {

/** The body's time. */
class ClockPort {
 public:
  /** Milliseconds since some moment; never backwards, wraps (homesync/clock.h). */
  virtual Millis monotonic_ms() = 0;

  /** The time of day; false, and `time` unchanged, while it is not known (before SNTP). */
  virtual bool utc(UtcTime& time) = 0;

 protected:
  ~ClockPort() = default;
};

}  // namespace homesync
