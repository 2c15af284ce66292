#include "homesync/sensor_health.h"

namespace homesync {

using protocol::SensorState;

bool SensorHealth::record(bool good, uint8_t percent) {
  if (good) {
    bad_ = 0;
    const bool was_known = known_;
    known_ = true;
    if (!was_known || state_ == SensorState::kOk || percent < kGoodPercent) return false;
    state_ = SensorState::kOk;
    return true;
  }
  if (bad_ < kBadReadings) ++bad_;
  if (bad_ < kBadReadings || state_ != SensorState::kOk) return false;
  state_ = known_ ? SensorState::kLost : SensorState::kAbsent;
  known_ = true;
  return true;
}

}  // namespace homesync
