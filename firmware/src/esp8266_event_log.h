#pragma once

#include <Arduino.h>

#include "homesync/ports/event_log.h"
#include "pins.h"

namespace homesync::board {

/** Lines on UART1, which can only send: GPIO2. */
class Esp8266EventLog final : public EventLogPort {
 public:
  void begin() { Serial1.begin(kLogBaud); }

  void log(LogLevel level, Text line) override {
    static constexpr char kLetters[] = {'D', 'I', 'W', 'E'};
    Serial1.printf("%10lu %c ", millis(), kLetters[static_cast<uint8_t>(level)]);
    Serial1.write(line.data, line.size);
    Serial1.println();
  }
};

}  // namespace homesync::board
