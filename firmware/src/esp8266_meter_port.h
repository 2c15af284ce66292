#pragma once

#include <Arduino.h>

#include "homesync/ports/serial_port.h"
#include "pins.h"

namespace homesync::board {

/** UART0 on its alternate pins, with the PZEM-004T at its other end; silent until begin(). */
class Esp8266MeterPort final : public SerialPort {
 public:
  void begin() {
    Serial.begin(kMeterBaud, SERIAL_8N1);
    Serial.swap();
    // The transistor at GPIO15 turns the levels over (docs/wiring.md), so they are sent turned
    // over.
    USC0(UART0) |= 1U << UCTXI;
    is_ready_ = true;
  }

  size_t write(const uint8_t* bytes, size_t size) override {
    if (!is_ready_) return 0;
    // Serial.write() waits when the FIFO is full; the port promises not to.
    const size_t room = static_cast<size_t>(Serial.availableForWrite());
    return Serial.write(bytes, size < room ? size : room);
  }

  size_t read(uint8_t* bytes, size_t capacity) override {
    size_t count = 0;
    while (is_ready_ && count < capacity && Serial.available() > 0) {
      bytes[count++] = static_cast<uint8_t>(Serial.read());
    }
    return count;
  }

 private:
  bool is_ready_ = false;
};

}  // namespace homesync::board
