#include "homesync/simulated/energy_counter.h"

namespace homesync::simulated {

namespace {

/** One Wh in 0.1 W x ms: 10 x 3600 s x 1000. */
constexpr uint32_t kUnitsPerWh = 36'000'000;

/** 400,000 x 10,000 ms, and a rest below one Wh, fit 32 bits: the lx106 multiplies no more. */
constexpr Millis kLongestStep = 10'000;

}  // namespace

void EnergyCounter::add(uint32_t power_dw, Millis span) {
  while (span > 0 && power_dw > 0) {
    const Millis step = span < kLongestStep ? span : kLongestStep;
    const uint32_t units = rest_ + power_dw * step;
    wh_ = (wh_ + units / kUnitsPerWh) % kRollOverWh;
    rest_ = units % kUnitsPerWh;
    span -= step;
  }
}

void EnergyCounter::reset() {
  wh_ = 0;
  rest_ = 0;
}

}  // namespace homesync::simulated
