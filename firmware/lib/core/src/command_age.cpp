#include "homesync/command_age.h"

#include "homesync/protocol.h"

namespace homesync {

CommandAge age_of(const Moment& sent, const Moment& now, uint32_t ttl_ms) {
  if (!sent.known || !now.known) return CommandAge::kUnknown;
  const int32_t age = difference_ms(now.time, sent.time);
  if (age > static_cast<int32_t>(ttl_ms)) return CommandAge::kStale;
  if (age < -static_cast<int32_t>(protocol::kCommandClockSkew)) return CommandAge::kFuture;
  return CommandAge::kFresh;
}

}  // namespace homesync
