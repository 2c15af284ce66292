#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** A moment in UTC, without leap seconds. Seconds since 1970; 32 bits reach past the year 2099. */
struct UtcTime {
  uint32_t seconds = 0;
  /** 0 to 999 */
  uint16_t millis = 0;
};

/** 2099-12-31T23:59:59.999Z, the last moment that a timestamp can name
 * (protocol::kMaxTimestampYear). */
constexpr UtcTime kLastUtcTime = {4102444799U, 999};

/** Negative, zero or positive as `left` is before, at or after `right`. */
int compare(UtcTime left, UtcTime right);

inline bool operator==(UtcTime left, UtcTime right) {
  return compare(left, right) == 0;
}
inline bool operator!=(UtcTime left, UtcTime right) {
  return compare(left, right) != 0;
}
inline bool operator<(UtcTime left, UtcTime right) {
  return compare(left, right) < 0;
}

/** `time` plus `span` milliseconds, at most kLastUtcTime. */
UtcTime add_ms(UtcTime time, uint32_t span);

/** Milliseconds from `earlier` to `later`, negative when they are the other way round; what 32 bits
 * cannot hold (24.8 days) becomes the nearest that they can. */
int32_t difference_ms(UtcTime later, UtcTime earlier);

/** Characters of a formatted timestamp, `2026-11-23T21:07:05.042Z`. */
constexpr size_t kTimestampLength = 24;

/** Writes kTimestampLength characters, no terminator. Past kLastUtcTime it writes kLastUtcTime. */
void format_timestamp(UtcTime time, char* out);

/**
 * Reads `YYYY-MM-DDTHH:MM:SSZ` or the same with `.mmm` before the Z (design: timestamp); the date
 * must exist, in the years of the protocol's limits. False, and `out` unchanged, otherwise.
 */
bool parse_timestamp(Text text, UtcTime& out);

}  // namespace homesync
