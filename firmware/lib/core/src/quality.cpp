#include "homesync/quality.h"

namespace homesync {

void Quality::record(bool good) {
  constexpr uint32_t kMask = (uint32_t{1} << kWindow) - 1;
  good_ = ((good_ << 1) | (good ? 1U : 0U)) & kMask;
  if (count_ < kWindow) ++count_;
}

uint8_t Quality::percent() const {
  if (count_ == 0) return 0;
  uint32_t good_readings = 0;
  for (uint32_t bits = good_; bits != 0; bits &= bits - 1) ++good_readings;
  return static_cast<uint8_t>(good_readings * 100 / count_);
}

}  // namespace homesync
