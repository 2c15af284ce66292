#pragma once

#include <stdint.h>

#include "homesync/clock.h"

namespace homesync {

/** What a person did with the button. */
enum class Press : uint8_t {
  kNone,
  /** Held for at least PressDetector::kDebounce and less than kLongPress; told at its release. */
  kShort,
  /** Held for kLongPress; told while the button is still down, once. */
  kLong,
};

/**
 * Tells presses from bounces by the times of the edges, not by when it is asked: a press that began
 * and ended while the caller was busy is one press, its bounces none.
 *
 * record() may come from an interrupt at any moment, also in the middle of poll(). It keeps no
 * queue: what has settled is counted, and only the newest edge is remembered. All else has one
 * caller.
 */
class PressDetector {
 public:
  /** A level that lasts this long is no bounce (switch makers name up to 10 ms), and no glitch on a
   * long wire either. */
  static constexpr Millis kDebounce = 30;
  static constexpr Millis kLongPress = 5000;

  /** `pressed`: the level. What is down now was not pressed for the node: it counts when released.
   */
  void start(bool pressed, Millis now);

  /** The level has changed at the moment `at`. Always inlined, so that an interrupt handler in RAM
   * does not call into flash. */
  __attribute__((always_inline)) void record(bool pressed, Millis at);

  /** The level at the last edge. */
  bool is_down() const { return down_; }

  /** What has happened by `now`; call it again while it answers something. */
  Press poll(Millis now);

  /** Only while an edge has to settle or the button is held. */
  Millis next_wake_ms(Millis now) const;

 private:
  /** What record() writes, and nobody else. */
  struct Edges {
    /** When the level last changed. */
    Millis at = 0;
    /** When the press began that is settled; valid while `settled_down`. */
    Millis pressed_at = 0;
    /** Whole presses that were short, modulo 256. */
    uint8_t shorts = 0;
    /** The same, long. */
    uint8_t longs = 0;
    bool settled_down = false;
    /** The button was down at the start and has not been released since. */
    bool ignored = false;
  };

  static __attribute__((always_inline)) void settle(Edges& edges, bool down, Millis now);
  Edges look(bool& down) const;

  Edges edges_;
  volatile bool down_ = false;
  /** Counts record(), so that look() knows when one came in between. */
  volatile uint8_t revision_ = 0;
  uint8_t shorts_told_ = 0;
  uint8_t longs_told_ = 0;
  /** The present hold has been told. */
  bool hold_told_ = false;
};

/** Takes the level before `now` as real when it has lasted. */
inline void PressDetector::settle(Edges& edges, bool down, Millis now) {
  if (down == edges.settled_down || elapsed(now, edges.at) < kDebounce) return;
  edges.settled_down = down;
  if (down) {
    edges.pressed_at = edges.at;
    return;
  }
  if (edges.ignored) {
    edges.ignored = false;
  } else if (elapsed(edges.at, edges.pressed_at) < kLongPress) {
    ++edges.shorts;
  } else {
    ++edges.longs;
  }
}

inline void PressDetector::record(bool pressed, Millis at) {
  if (pressed == down_) return;
  settle(edges_, down_, at);
  edges_.at = at;
  down_ = pressed;
  revision_ = static_cast<uint8_t>(revision_ + 1);
}

}  // namespace homesync
