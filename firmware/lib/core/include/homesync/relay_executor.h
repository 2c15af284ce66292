#pragma once

#include "homesync/command_executor.h"
#include "homesync/relay_control.h"

namespace homesync {

/** `command/relay`: on, off, toggle; the result is the state that the relay then has (REQ-005). */
class RelayExecutor final : public CommandExecutor {
 public:
  explicit RelayExecutor(RelayControl& relay) : relay_(relay) {}

  Outcome execute(const Command& command, Millis now) override;

 private:
  RelayControl& relay_;
};

}  // namespace homesync
