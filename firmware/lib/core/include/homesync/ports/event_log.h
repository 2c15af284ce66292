#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

enum class LogLevel : uint8_t { kDebug = 0, kInfo = 1, kWarning = 2, kError = 3 };

/** Lines for people, one event each: ASCII, no line end, no secret, bounded. */
class EventLogPort {
 public:
  virtual void log(LogLevel level, Text line) = 0;

 protected:
  ~EventLogPort() = default;
};

}  // namespace homesync
