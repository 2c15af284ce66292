#pragma once

#include <Arduino.h>

#include "homesync/ports/clock.h"
#include "homesync/ports/store.h"

namespace homesync::board {

/**
 * millis(), and the time of day that the SDK's SNTP client has set.
 *
 * Where SNTP is blocked, certificates are judged by the latest moment that is certain to be past:
 * that of the firmware's build or the last that was stored, whichever is later, and the time that
 * the node has run since. What this costs is in docs/board-timing.md.
 */
class Esp8266Clock final : public ClockPort {
 public:
  explicit Esp8266Clock(StorePort& store) : store_(store) {}

  /** The store is mounted: starts SNTP, and finds the moment that is certain to be past. */
  void begin();

  /** To be called from loop(). Writes to the flash once a day. */
  void poll(bool has_network);

  Millis monotonic_ms() override { return millis(); }
  bool utc(UtcTime& time) override;

  /** Seconds since 1970 for the validity of certificates; false while SNTP may still answer. */
  bool certificate_time(uint32_t& seconds);

 private:
  /** How long SNTP is waited for once there is a network: it asks again every 15 s. */
  static constexpr Millis kSntpPatience = 40'000;
  static constexpr uint32_t kStorePeriodS = 24 * 60 * 60;

  void store_bound();

  StorePort& store_;
  /** Seconds since 1970, no later than the truth, when `bound_at_` was now. */
  uint32_t bound_ = 0;
  Millis bound_at_ = 0;
  uint32_t stored_ = 0;
  bool has_network_ = false;
  Millis network_since_ = 0;
};

}  // namespace homesync::board
