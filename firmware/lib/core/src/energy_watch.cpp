#include "homesync/energy_watch.h"

namespace homesync {

namespace {

constexpr Text kKey = "energy";

}  // namespace

void EnergyWatch::start() {
  int32_t stored = 0;
  if (store_.read(kKey, &stored, sizeof stored) != sizeof stored || stored < 0) return;
  mark_wh_ = stored;
  last_wh_ = stored;
}

bool EnergyWatch::observe(int32_t wh) {
  const bool went_back = wh < last_wh_;
  last_wh_ = wh;
  if (mark_wh_ < 0 || wh < mark_wh_ || wh - mark_wh_ >= kMarkWh) mark(wh);
  return went_back;
}

void EnergyWatch::was_reset() {
  last_wh_ = 0;
  if (mark_wh_ > 0) mark(0);
}

/** One that could not be stored is tried again with the next. */
void EnergyWatch::mark(int32_t wh) {
  mark_wh_ = wh;
  store_.write(kKey, &wh, sizeof wh);
}

}  // namespace homesync
