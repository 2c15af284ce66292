#include "homesync/led_executor.h"

namespace homesync {

using protocol::LedAction;

Outcome LedExecutor::execute(const Command& command, Millis now) {
  if (command.is(LedAction::kBlink)) {
    led_.blink(command.blink.count, command.blink.period_ms, now);
  } else {
    led_.hold(command.is(LedAction::kOn));
  }
  return Outcome::success(protocol::kLedActionNames[command.action]);
}

}  // namespace homesync
