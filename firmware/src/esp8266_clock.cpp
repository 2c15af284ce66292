#include "esp8266_clock.h"

#include <sys/time.h>

namespace homesync::board {
namespace {

constexpr Text kKey = "clock";
/** November 2023: until SNTP answers the clock runs from 1970. */
constexpr uint32_t kEarliestPlausible = 1700000000;

}  // namespace

void Esp8266Clock::begin() {
  bound_ = HOMESYNC_BUILD_TIME;
  if (store_.read(kKey, &stored_, sizeof stored_) == sizeof stored_ && stored_ > bound_) {
    bound_ = stored_;
  }
  bound_at_ = millis();
  // A server that the network's DHCP names is asked as well (lwIP: SNTP_GET_SERVERS_FROM_DHCP).
  configTime(0, 0, "pool.ntp.org", "time.google.com");
}

void Esp8266Clock::poll(bool has_network) {
  const Millis now = millis();
  if (has_network && !has_network_) network_since_ = now;
  has_network_ = has_network;
  UtcTime truth;
  if (utc(truth)) {
    bound_ = truth.seconds;
    bound_at_ = now;
  } else if (elapsed(now, bound_at_) >= 1000) {
    const Millis seconds = elapsed(now, bound_at_) / 1000;
    bound_ += seconds;
    bound_at_ += seconds * 1000;
  }
  if (bound_ >= stored_ + kStorePeriodS) store_bound();
}

bool Esp8266Clock::utc(UtcTime& time) {
  timeval now;
  gettimeofday(&now, nullptr);
  if (now.tv_sec < kEarliestPlausible) return false;
  time.seconds = static_cast<uint32_t>(now.tv_sec);
  time.millis = static_cast<uint16_t>(now.tv_usec / 1000);
  return true;
}

bool Esp8266Clock::certificate_time(uint32_t& seconds) {
  UtcTime truth;
  const bool is_known = utc(truth);
  if (!is_known && (!has_network_ || elapsed(millis(), network_since_) < kSntpPatience))
    return false;
  seconds = is_known ? truth.seconds : bound_;
  return true;
}

void Esp8266Clock::store_bound() {
  stored_ = bound_;  // also when the flash fails: it is not to be tried at every poll
  store_.write(kKey, &bound_, sizeof bound_);
}

}  // namespace homesync::board
