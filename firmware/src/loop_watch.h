#pragma once

#include <Arduino.h>
#include <osapi.h>

namespace homesync::board {

/**
 * Feeds the watchdog only while loop() turns. The core feeds it by itself whenever something waits,
 * also when what is waited for never comes; a timer therefore looks whether loop() has turned, and
 * where it has not for kLimit it stops the processor until the watchdog resets it.
 */
class LoopWatch {
 public:
  /** ms; more than the longest turn (docs/board-timing.md). */
  static constexpr uint32_t kLimit = 30'000;

  void begin() {
    turned();
    os_timer_setfn(&timer_, &LoopWatch::look, this);
    os_timer_arm(&timer_, 1000, true);
  }

  /** loop() has turned once. */
  void turned() { turned_at_ = millis(); }

 private:
  static void look(void* self) {
    const LoopWatch& watch = *static_cast<LoopWatch*>(self);
    if (millis() - watch.turned_at_ < kLimit) return;
    while (true) {
    }
  }

  os_timer_t timer_ = {};
  volatile uint32_t turned_at_ = 0;
};

}  // namespace homesync::board
