#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/store.h"
#include "homesync/protocol.h"
#include "homesync/sampler.h"
#include "homesync/settings.h"
#include "homesync/text.h"

namespace homesync {

/**
 * Over-power, over-current and over-temperature (settings max_power, max_current, max_temperature;
 * 0 is off). Judges every sample by its own good readings, so that each works while the other
 * sensor is dead, and latches: the relay stays open until a person switches it on, which is refused
 * while the reason lasts. It survives power cuts, so that power_on does not go round it.
 *
 * - Power and current trip at the first good sample above the limit: a reading has passed its CRC
 *   and its range. Their reason lasts for kCoolDown, as an open relay leaves nothing to measure.
 * - Temperature trips at the kHotSamples-th good sample in a row, since a DS18B20 that has lost its
 *   supply for a moment answers 85 °C once (datasheet, "Temperature register"). Its reason lasts
 *   until a good sample is kHysteresis below the limit; a thermometer that falls silent proves
 *   nothing.
 */
class Protection {
 public:
  static constexpr Millis kCoolDown = 30'000;
  static constexpr uint8_t kHotSamples = 2;
  /** 0.1 °C */
  static constexpr int32_t kHysteresis = 50;

  using Message = FixedText<protocol::kMessageMaxLength>;

  Protection(StorePort& store, const Settings& settings, EventLogPort& log)
      : store_(store), settings_(settings), log_(log) {}

  /** Takes up what had tripped before the reset; its reason then lasts at least until a sample has
   * shown otherwise, that of power and current for another kCoolDown. */
  void start(Millis now);

  /** To be called with every sample, before anything else looks at it. */
  void judge(const Sample& sample, Millis now);

  /** Stores and logs what has just tripped. To be called when the relay has been opened: nothing
   * that takes time, such as the flash, comes before that. */
  void keep();

  /** It has tripped, and nobody has switched the relay on since. */
  bool is_tripped() const { return tripped_ != 0; }

  /** Nothing may switch the relay on. */
  bool lasts() const { return lasting_ != 0; }

  /** The last sample was above the limit of power or current. */
  bool is_overloaded() const { return overloaded_; }

  /** A person has switched the relay on after the reason had gone. */
  void release();

  /** Which protection lasts, or has last tripped; at which value, its limit, and what to do. */
  void describe(Message& message) const;

 private:
  enum class Reason : uint8_t { kPower = 0, kCurrent = 1, kTemperature = 2 };
  static constexpr uint8_t kReasons = 3;
  struct Rule;
  struct Record;
  static const Rule kRules[kReasons];
  static constexpr uint8_t bit_of(Reason reason) {
    return static_cast<uint8_t>(1U << static_cast<uint8_t>(reason));
  }
  static constexpr uint8_t kOverload =
      1U << static_cast<uint8_t>(Reason::kPower) | 1U << static_cast<uint8_t>(Reason::kCurrent);

  void judge_overload(Reason reason, const Sample& sample, Millis now);
  void judge_temperature(const Sample& sample);
  void trip(Reason reason, int32_t value);
  bool is_above(Reason reason, const Sample& sample) const;
  int32_t limit_of(Reason reason) const;

  StorePort& store_;
  const Settings& settings_;
  EventLogPort& log_;
  /** What each reason tripped at, in the units of its metric. */
  int32_t values_[kReasons] = {};
  /** When power or current was last above its limit. */
  Millis overloaded_at_ = 0;
  /** One bit a reason. */
  uint8_t tripped_ = 0;
  uint8_t lasting_ = 0;
  uint8_t hot_samples_ = 0;
  bool overloaded_ = false;
  /** What has tripped is not stored yet. */
  bool unkept_ = false;
};

}  // namespace homesync
