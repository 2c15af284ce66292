#pragma once

#include <Arduino.h>

#include "homesync/ports/retained_memory.h"

namespace homesync::board {

/** The RTC memory, which every reset but that of a power cut leaves alone. */
class Esp8266RetainedMemory final : public RetainedMemoryPort {
 public:
  uint32_t read(RetainedWord word) override {
    uint32_t value = 0;
    ESP.rtcUserMemoryRead(place_of(word), &value, sizeof value);
    return value;
  }

  void write(RetainedWord word, uint32_t value) override {
    ESP.rtcUserMemoryWrite(place_of(word), &value, sizeof value);
  }

 private:
  /** The boot loader uses the first words for updates (Arduino core, eboot_command.h). */
  static constexpr uint32_t kFirstWord = 32;

  static uint32_t place_of(RetainedWord word) { return kFirstWord + static_cast<uint32_t>(word); }
};

}  // namespace homesync::board
