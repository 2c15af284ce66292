#pragma once

#include "homesync/ports/clock.h"

namespace homesync::simulated {

/** A clock that moves when it is told to. */
class SettableClock final : public ClockPort {
 public:
  Millis monotonic_ms() override { return now_; }
  bool utc(UtcTime& time) override;

  /** Both the monotonic time and, where it is set, the time of day go on by `span`. */
  void advance(Millis span);

  /** Moves on to the monotonic moment `now`, the time of day with it. */
  void advance_to(Millis now) { advance(elapsed(now, now_)); }

  /** Where the monotonic time begins, such as shortly before it wraps; the time of day stays. */
  void start_at(Millis now) { now_ = now; }

  void set_utc(UtcTime time);
  void unset_utc() { has_utc_ = false; }

 private:
  Millis now_ = 0;
  UtcTime utc_;
  bool has_utc_ = false;
};

}  // namespace homesync::simulated
