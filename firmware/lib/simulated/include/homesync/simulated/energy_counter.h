#pragma once

#include <stdint.h>

#include "homesync/clock.h"

namespace homesync::simulated {

/** Integrates power over time into whole Wh. What is less than one Wh is kept exactly: no drift. */
class EnergyCounter {
 public:
  /** The meter's counter ends at 9999.99 kWh and begins again at 0. */
  static constexpr uint32_t kRollOverWh = 10'000'000;

  /** Adds `power_dw` (0.1 W, at most 400,000) over `span`. */
  void add(uint32_t power_dw, Millis span);

  void reset();
  uint32_t wh() const { return wh_; }

 private:
  uint32_t wh_ = 0;
  /** Below one Wh, in 0.1 W x ms. */
  uint32_t rest_ = 0;
};

}  // namespace homesync::simulated
