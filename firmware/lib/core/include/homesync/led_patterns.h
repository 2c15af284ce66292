#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/clock.h"

namespace homesync {

/** What the LED tells while no command uses it. A later one matters more than an earlier one. */
enum class LedSign : uint8_t {
  kConnecting = 0,
  kOnline = 1,
  /** A protection holds the relay open, or the relay does not obey it. */
  kError = 2,
  kSafeMode = 3,
  kProvisioning = 4,
  kUpdate = 5,
};

constexpr uint8_t kLedSigns = 6;

/**
 * One cycle of light and dark, repeated. `steps_ms` begins lit and alternates; the first 0 ends it.
 * A cycle of a single step is light without end.
 */
struct LedPattern {
  static constexpr uint8_t kSteps = 6;

  /** For people: docs/led.md has a row with each name, tested against this table. */
  const char* name;
  uint16_t steps_ms[kSteps];
};

/** By LedSign. Told apart at a glance: by rhythm first, not by exact times. */
constexpr LedPattern kLedPatterns[kLedSigns] = {
    {"connecting", {500, 500}},
    {"online", {1000}},
    {"error", {150, 150, 150, 150, 150, 1250}},
    {"safe mode", {1800, 200}},
    {"provisioning", {100, 100}},
    {"update", {100, 100, 100, 700}},
};

constexpr const LedPattern& pattern_of(LedSign sign) {
  return kLedPatterns[static_cast<uint8_t>(sign)];
}

/** ms; of a steady light as well. */
constexpr Millis cycle_of(const LedPattern& pattern) {
  Millis cycle = 0;
  for (const uint16_t step_ms : pattern.steps_ms) cycle += step_ms;
  return cycle;
}

/** Light and dark come in pairs, or the next cycle's light would run into the last one. */
constexpr bool led_patterns_are_whole() {
  for (const LedPattern& pattern : kLedPatterns) {
    uint8_t steps = 0;
    while (steps < LedPattern::kSteps && pattern.steps_ms[steps] != 0) ++steps;
    if (steps != 1 && (steps == 0 || steps % 2 != 0)) return false;
    for (uint8_t i = steps; i < LedPattern::kSteps; ++i) {
      if (pattern.steps_ms[i] != 0) return false;
    }
  }
  return true;
}
static_assert(led_patterns_are_whole(), "a pattern ends lit, or goes on behind its end");

}  // namespace homesync
