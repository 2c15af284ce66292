#include "homesync/boot_guard.h"

namespace homesync {

using protocol::ResetReason;

namespace {

/** Beside the count, so that what a power cut leaves behind is not taken for one. */
constexpr uint32_t kMark = 0x48534200;
constexpr uint32_t kMarkMask = 0xFFFFFF00;

}  // namespace

bool BootGuard::start(ResetReason reason, Millis now) {
  started_at_ = now;
  if (reason != ResetReason::kWatchdog && reason != ResetReason::kException) {
    end();
    return false;
  }
  const uint32_t word = memory_.read(RetainedWord::kBootGuard);
  uint32_t crashes = (word & kMarkMask) == kMark ? word & ~kMarkMask : 0;
  if (crashes < kCrashes) ++crashes;
  memory_.write(RetainedWord::kBootGuard, kMark | crashes);
  counting_ = true;
  return crashes >= kCrashes;
}

void BootGuard::poll(Millis now) {
  if (counting_ && elapsed(now, started_at_) >= kStable) end();
}

Millis BootGuard::next_wake_ms(Millis now) const {
  return counting_ ? remaining(now, started_at_, kStable) : kNoWake;
}

void BootGuard::end() {
  memory_.write(RetainedWord::kBootGuard, kMark);
  counting_ = false;
}

}  // namespace homesync
