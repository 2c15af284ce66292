#pragma once

#include "homesync/command_executor.h"

namespace homesync {

/** Refuses the commands of a topic that this firmware does not implement. */
class UnsupportedExecutor final : public CommandExecutor {
 public:
  Outcome execute(const Command& command, Millis now) override;
};

}  // namespace homesync
