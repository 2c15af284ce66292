#include "homesync/simulated/settable_clock.h"

namespace homesync::simulated {

bool SettableClock::utc(UtcTime& time) {
  if (has_utc_) time = utc_;
  return has_utc_;
}

void SettableClock::advance(Millis span) {
  now_ += span;
  if (has_utc_) utc_ = add_ms(utc_, span);
}

void SettableClock::set_utc(UtcTime time) {
  utc_ = time;
  has_utc_ = true;
}

}  // namespace homesync::simulated
