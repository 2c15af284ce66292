#pragma once

#include <Arduino.h>

#include "homesync/ports/relay.h"
#include "pins.h"

namespace homesync::board {

/** The relay module's input. The board cannot see the contact; it reads the driver back. */
class Esp8266Relay final : public RelayPort {
 public:
  void begin() {
    digitalWrite(kRelayPin, LOW);  // before the pin becomes an output, so that it does not click
    pinMode(kRelayPin, OUTPUT);
  }

  void set(bool on) override { digitalWrite(kRelayPin, on ? HIGH : LOW); }
  bool is_on() const override { return GPIP(kRelayPin) == HIGH; }
};

}  // namespace homesync::board
