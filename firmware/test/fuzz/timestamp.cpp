#include "homesync/timestamp.h"

#include "input.h"

// Any text as a timestamp: what can be read is written the same again, and time adds up.

using homesync::UtcTime;
using homesync::fuzz::ExactBytes;
using homesync::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ExactBytes bytes(data, size);
  UtcTime time;
  if (!parse_timestamp(bytes.text(), time)) return 0;
  require(time.millis < 1000, "a second has 1000 ms");
  require(!(homesync::kLastUtcTime < time), "a timestamp is not past the last");
  char written[homesync::kTimestampLength];
  format_timestamp(time, written);
  require(memcmp(written, data, homesync::kTimestampLength - 5) == 0,
          "it is written as it was read");
  UtcTime again;
  require(parse_timestamp(homesync::Text(written, sizeof written), again) && again == time,
          "what is written is read as the same moment");
  uint32_t span = 0;
  memcpy(&span, data, sizeof span);
  const UtcTime later = add_ms(time, span);
  require(!(later < time), "time only goes forward");
  if (span <= INT32_MAX && later != homesync::kLastUtcTime) {
    require(difference_ms(later, time) == static_cast<int32_t>(span),
            "what is added is the difference");
  }
  return 0;
}
