#pragma once

#include "homesync/clock.h"
#include "homesync/ports/random.h"

namespace homesync {

/**
 * How long to wait before each attempt to reconnect (REQ-002, design: connect): 1, 2, 4 ... 60 s,
 * each with up to 10 % added at random so that a fleet does not return as one.
 */
class Backoff {
 public:
  explicit Backoff(RandomPort& random) : random_(random) {}

  /** The wait before the next attempt, ms; the one after it doubles, up to the longest. */
  Millis next();

  /** The next wait is the shortest again: the connection has lasted. */
  void reset() { failures_ = 0; }

 private:
  RandomPort& random_;
  uint8_t failures_ = 0;
};

}  // namespace homesync
