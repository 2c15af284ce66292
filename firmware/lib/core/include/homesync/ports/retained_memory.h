#pragma once

#include <stdint.h>

namespace homesync {

/** Who owns which word. The values are an interface between firmware versions: append only. */
enum class RetainedWord : uint8_t { kBootGuard = 0 };

/**
 * A few words that outlive every reset but not a power cut, such as the ESP8266's RTC memory. After
 * a power cut they hold anything, so whoever keeps something there must be able to tell.
 */
class RetainedMemoryPort {
 public:
  static constexpr uint8_t kWords = 1;

  virtual uint32_t read(RetainedWord word) = 0;
  virtual void write(RetainedWord word, uint32_t value) = 0;

 protected:
  ~RetainedMemoryPort() = default;
};

}  // namespace homesync
