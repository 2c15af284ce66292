#pragma once

#include <Arduino.h>

#include "homesync/ports/led.h"
#include "pins.h"

namespace homesync::board {

/** The NodeMCU's own LED, lit by a low level. */
class Esp8266Led final : public LedPort {
 public:
  void begin() {
    digitalWrite(kLedPin, HIGH);
    pinMode(kLedPin, OUTPUT);
  }

  void set(bool on) override { digitalWrite(kLedPin, on ? LOW : HIGH); }
};

}  // namespace homesync::board
