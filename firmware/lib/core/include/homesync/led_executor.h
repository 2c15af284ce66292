#pragma once

#include "homesync/command_executor.h"
#include "homesync/led_control.h"

namespace homesync {

/** `command/led`: on, off, blink; the result is the action, answered when it begins. */
class LedExecutor final : public CommandExecutor {
 public:
  explicit LedExecutor(LedControl& led) : led_(led) {}

  Outcome execute(const Command& command, Millis now) override;

 private:
  LedControl& led_;
};

}  // namespace homesync
