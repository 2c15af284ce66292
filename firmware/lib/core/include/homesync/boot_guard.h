#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/ports/retained_memory.h"
#include "homesync/protocol.h"

namespace homesync {

/**
 * Decides whether the node starts in safe mode: after kCrashes resets by a watchdog or an exception
 * in a row, each within kStable of its boot. What a person does never counts, so quick power cycles
 * cannot lead there (esphome/issues #5196); nor does a planned restart, which ends the row.
 */
class BootGuard {
 public:
  static constexpr uint8_t kCrashes = 5;
  static constexpr Millis kStable = 60'000;

  explicit BootGuard(RetainedMemoryPort& memory) : memory_(memory) {}

  /** Counts this boot; true for safe mode. */
  bool start(protocol::ResetReason reason, Millis now);

  /** Ends the row once the node has run for kStable, in safe mode as well: the next boot is a
   * normal one. */
  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

  /** The next reset is planned. */
  void end();

 private:
  RetainedMemoryPort& memory_;
  Millis started_at_ = 0;
  /** Crashes have been counted and not yet been forgotten. */
  bool counting_ = false;
};

}  // namespace homesync
