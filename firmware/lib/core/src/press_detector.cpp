#include "homesync/press_detector.h"

namespace homesync {

namespace {

/** How many of `counted` have not been told. The counters wrap, and before an edge of 49.7 days ago
 * seems to settle again, `counted` is one behind: that is none, not 255. */
bool has_more(uint8_t counted, uint8_t told) {
  const auto more = static_cast<uint8_t>(counted - told);
  return more != 0 && more < 128;
}

}  // namespace

void PressDetector::start(bool pressed, Millis now) {
  edges_ = Edges();
  edges_.at = now;
  edges_.pressed_at = now;
  edges_.settled_down = pressed;
  edges_.ignored = pressed;
  down_ = pressed;
  shorts_told_ = 0;
  longs_told_ = 0;
  hold_told_ = false;
}

Press PressDetector::poll(Millis now) {
  bool down = false;
  Edges edges = look(down);
  settle(edges, down, now);
  if (has_more(edges.shorts, shorts_told_)) {
    ++shorts_told_;
    return Press::kShort;
  }
  if (has_more(edges.longs, longs_told_)) {
    ++longs_told_;
    const bool is_told = hold_told_;
    hold_told_ = false;
    return is_told ? Press::kNone : Press::kLong;
  }
  if (!edges.settled_down || edges.ignored || hold_told_) return Press::kNone;
  // Once the button is up again, how long it was held is for settle() to say.
  if (!down || elapsed(now, edges.pressed_at) < kLongPress) return Press::kNone;
  hold_told_ = true;
  return Press::kLong;
}

Millis PressDetector::next_wake_ms(Millis now) const {
  bool down = false;
  Edges edges = look(down);
  settle(edges, down, now);
  if (has_more(edges.shorts, shorts_told_) || has_more(edges.longs, longs_told_)) return 0;
  if (down != edges.settled_down) return remaining(now, edges.at, kDebounce);
  const bool is_timed = down && !edges.ignored && !hold_told_;
  return is_timed ? remaining(now, edges.pressed_at, kLongPress) : kNoWake;
}

/** A copy with no interrupt in the middle of it. */
PressDetector::Edges PressDetector::look(bool& down) const {
  Edges edges;
  uint8_t revision = 0;
  do {
    revision = revision_;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    edges = edges_;
    down = down_;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  } while (revision != revision_);
  return edges;
}

}  // namespace homesync
