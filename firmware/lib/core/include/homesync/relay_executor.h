#pragma once

#include "homesync/command_executor.h"
#include "homesync/relay_control.h"

namespace homesync {

/** `command/relay`: on, off, toggle; the result is the state that the relay then has (REQ-005). */
class RelayExecutor final : public CommandExecutor {
 public:
  RelayExecutor(RelayControl& relay, const Protection& protection)
      : relay_(relay), protection_(protection) {}

  Outcome execute(const Command& command, Millis now) override;
  bool explain(protocol::ErrorCode error, RefusalMessage& message) const override;

 private:
  RelayControl& relay_;
  const Protection& protection_;
};

}  // namespace homesync
