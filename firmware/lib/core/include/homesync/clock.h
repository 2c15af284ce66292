#pragma once

#include <stdint.h>

namespace homesync {

/**
 * Monotonic milliseconds, or a span of them. A moment wraps after 49.7 days: never compare two
 * moments, subtract them with elapsed(), which is right across the wrap as long as less than
 * 49.7 days lie between.
 */
using Millis = uint32_t;

/** Answer of every `next_wake_ms`: there is nothing to wait for. Larger than any real delay. */
constexpr Millis kNoWake = UINT32_MAX;

/** Milliseconds from the moment `since` to the later moment `now`. */
constexpr Millis elapsed(Millis now, Millis since) {
  return now - since;
}

/** Milliseconds left at `now` of a span of `length` that began at `since`; 0 once it is over. */
constexpr Millis remaining(Millis now, Millis since, Millis length) {
  return elapsed(now, since) >= length ? 0 : length - elapsed(now, since);
}

}  // namespace homesync
