#pragma once

#include <Arduino.h>

#include "homesync/ports/button.h"
#include "pins.h"

namespace homesync::board {

/** A button between its pin and ground. */
class Esp8266Button final : public ButtonPort {
 public:
  void begin() { pinMode(kButtonPin, INPUT_PULLUP); }

  bool is_pressed() override { return digitalRead(kButtonPin) == LOW; }
};

}  // namespace homesync::board
