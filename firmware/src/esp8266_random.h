#pragma once

#include <Arduino.h>

#include "homesync/ports/random.h"

namespace homesync::board {

/** The hardware generator; its noise comes from the radio, which is on before the node starts. */
class Esp8266Random final : public RandomPort {
 public:
  uint32_t next() override { return ESP.random(); }
};

}  // namespace homesync::board
