#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/quality.h"

namespace homesync {

/**
 * Whether a sensor is there. It is gone after as many bad readings in a row as its quality looks
 * back on, and there again once half of those are good: one that comes and goes is not reported
 * each time.
 */
class SensorHealth {
 public:
  static constexpr uint8_t kBadReadings = Quality::kWindow;
  static constexpr uint8_t kGoodPercent = 50;

  /** Counts one attempt to read the sensor, `percent` the quality with it. True when the sensor
   * was lost, was found absent, or has come back. */
  bool record(bool good, uint8_t percent);

  /** False until the first good reading, or so many bad ones. */
  bool is_known() const { return known_; }
  protocol::SensorState state() const { return state_; }

 private:
  protocol::SensorState state_ = protocol::SensorState::kOk;
  bool known_ = false;
  uint8_t bad_ = 0;
};

}  // namespace homesync
