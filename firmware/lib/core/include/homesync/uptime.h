#pragma once

#include <stdint.h>

#include "homesync/clock.h"

namespace homesync {

/** Whole seconds since the node started, beyond the 49.7 days after which milliseconds wrap. */
class Uptime {
 public:
  void start(Millis now) {
    counted_to_ = now;
    seconds_ = 0;
  }

  /** To be called at least once in 49 days. */
  void count(Millis now) {
    const uint32_t whole = elapsed(now, counted_to_) / 1000;
    counted_to_ += whole * 1000;
    seconds_ += whole;
  }

  /** s */
  uint32_t seconds() const { return seconds_; }

 private:
  Millis counted_to_ = 0;
  uint32_t seconds_ = 0;
};

}  // namespace homesync
