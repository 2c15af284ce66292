#pragma once

#include <Arduino.h>

#include "homesync/ports/button.h"
#include "pins.h"

namespace homesync::board {

/** A button between its pin and ground. */
class Esp8266Button final : public ButtonPort {
 public:
  using OnEdge = void (*)(void* subject, bool pressed);

  void begin() { pinMode(kButtonPin, INPUT_PULLUP); }

  /**
   * From now on `on_edge` is called at every change of the level, from the interrupt: it must lie
   * in RAM, as it also runs while the flash is being written. It is the board's only GPIO
   * interrupt; attachInterrupt(), which serves any pin, would take 0.3 KB more of either RAM.
   */
  void watch(OnEdge on_edge, void* subject);

  bool is_pressed() override { return GPIP(kButtonPin) == LOW; }
};

}  // namespace homesync::board
