#pragma once

#include "homesync/clock.h"
#include "homesync/ports/button.h"
#include "homesync/press_detector.h"

namespace homesync {

/** The push button: what a body reports of its edges, and what the port says where it does not. */
class Button {
 public:
  explicit Button(ButtonPort& port) : port_(port) {}

  void start(Millis now) { presses_.start(port_.is_pressed(), now); }

  /** An edge, at its own moment; may come from an interrupt (PressDetector). */
  __attribute__((always_inline)) void record(bool pressed, Millis at) {
    presses_.record(pressed, at);
  }

  /** Call it again while it answers something. */
  Press poll(Millis now) {
    // An edge that nobody reported. One that is being reported right now is the same level twice.
    const bool pressed = port_.is_pressed();
    if (pressed != presses_.is_down()) presses_.record(pressed, now);
    return presses_.poll(now);
  }

  Millis next_wake_ms(Millis now) const { return presses_.next_wake_ms(now); }

 private:
  ButtonPort& port_;
  PressDetector presses_;
};

}  // namespace homesync
