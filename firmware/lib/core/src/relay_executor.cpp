#include "homesync/relay_executor.h"

namespace homesync {

using protocol::RelayAction;

Outcome RelayExecutor::execute(const Command& command, Millis now) {
  const bool on =
      command.is(RelayAction::kOn) || (command.is(RelayAction::kToggle) && !relay_.is_on());
  const protocol::ErrorCode error = relay_.set(on, protocol::RelayCause::kCommand, now);
  if (error != protocol::ErrorCode::kNone) return Outcome::refusal(error);
  const auto state = relay_.is_on() ? protocol::RelayState::kOn : protocol::RelayState::kOff;
  return Outcome::success(protocol::kRelayStateNames[static_cast<uint8_t>(state)]);
}

bool RelayExecutor::explain(protocol::ErrorCode error, RefusalMessage& message) const {
  if (error != protocol::ErrorCode::kProtection || !protection_.is_tripped()) return false;
  protection_.describe(message);
  return true;
}

}  // namespace homesync
