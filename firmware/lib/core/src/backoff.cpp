#include "homesync/backoff.h"

#include "homesync/protocol.h"

namespace homesync {

Millis Backoff::next() {
  Millis wait = protocol::kReconnectBackoffMin;
  for (uint8_t i = 0; i < failures_ && wait < protocol::kReconnectBackoffMax; ++i) wait *= 2;
  if (wait < protocol::kReconnectBackoffMax) {
    ++failures_;
  } else {
    wait = protocol::kReconnectBackoffMax;
  }
  const Millis most_jitter = wait * protocol::kReconnectJitter / 100;
  return wait + random_.next() % (most_jitter + 1);
}

}  // namespace homesync
