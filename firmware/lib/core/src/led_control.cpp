#include "homesync/led_control.h"

#include "homesync/protocol.h"

namespace homesync {

static_assert(protocol::kLedCountMax <= UINT8_MAX && protocol::kLedPeriodMsMax <= UINT16_MAX,
              "a blink is kept in these widths");

namespace {

bool is_steady(const LedPattern& pattern) {
  return pattern.steps_ms[1] == 0;
}

}  // namespace

void LedControl::show(LedSign sign, Millis now) {
  if (sign == sign_) return;
  sign_ = sign;
  if (use_ == Use::kSign) begin(Use::kSign, now);
}

void LedControl::hold(bool on) {
  use_ = Use::kHeld;
  set(on);
}

void LedControl::blink(uint32_t count, uint32_t period_ms, Millis now) {
  flashes_left_ = static_cast<uint8_t>(count);
  period_ms_ = static_cast<uint16_t>(period_ms);
  begin(Use::kBlink, now);
}

void LedControl::release(Millis now) {
  if (use_ != Use::kSign) begin(Use::kSign, now);
}

void LedControl::poll(Millis now) {
  if (use_ == Use::kHeld) return;
  if (use_ == Use::kBlink) {
    while (flashes_left_ > 0 && elapsed(now, since_) >= period_ms_) {
      since_ += period_ms_;
      --flashes_left_;
    }
    if (flashes_left_ > 0) {
      set(elapsed(now, since_) < period_ms_ / 2U);
      return;
    }
    begin(Use::kSign, now);
    return;
  }
  const Millis cycle = cycle_of(pattern_of(sign_));
  since_ += elapsed(now, since_) / cycle * cycle;
  bool lit = false;
  play_pattern(elapsed(now, since_), lit);
  set(lit);
}

Millis LedControl::next_wake_ms(Millis now) const {
  const Millis at = elapsed(now, since_);
  switch (use_) {
    case Use::kHeld:
      return kNoWake;
    case Use::kBlink: {
      const Millis half = period_ms_ / 2U;
      return at < half ? half - at : remaining(now, since_, period_ms_);
    }
    case Use::kSign:
      break;
  }
  const LedPattern& pattern = pattern_of(sign_);
  // A steady light wakes nobody once it is lit.
  if (is_steady(pattern)) return lit_ ? kNoWake : 0;
  bool lit = false;
  return at >= cycle_of(pattern) ? 0 : play_pattern(at, lit);
}

/** What the step at `at` of the cycle shows; answers how many ms are left of it. */
Millis LedControl::play_pattern(Millis at, bool& lit) const {
  const LedPattern& pattern = pattern_of(sign_);
  for (uint8_t step = 0; step < LedPattern::kSteps; ++step) {
    lit = step % 2 == 0;
    if (at < pattern.steps_ms[step]) return pattern.steps_ms[step] - at;
    at -= pattern.steps_ms[step];
  }
  return 0;
}

void LedControl::begin(Use use, Millis now) {
  use_ = use;
  since_ = now;
  set(true);
}

void LedControl::set(bool on) {
  lit_ = on;
  led_.set(on);
}

}  // namespace homesync
