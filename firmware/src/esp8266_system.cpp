#include "esp8266_system.h"

#include <user_interface.h>

namespace homesync::board {

protocol::ResetReason Esp8266System::reset_reason() {
  using protocol::ResetReason;
  switch (ESP.getResetInfoPtr()->reason) {
    case REASON_WDT_RST:
    case REASON_SOFT_WDT_RST:
      return ResetReason::kWatchdog;
    case REASON_EXCEPTION_RST:
      return ResetReason::kException;
    case REASON_SOFT_RESTART:
      return ResetReason::kRestart;
    case REASON_DEEP_SLEEP_AWAKE:
      return ResetReason::kDeepSleep;
    case REASON_EXT_SYS_RST:
      return ResetReason::kExternal;
    default:
      return ResetReason::kPowerOn;
  }
}

bool Esp8266System::was_started_by_hand() {
  const protocol::ResetReason reason = reset_reason();
  return reason == protocol::ResetReason::kPowerOn || reason == protocol::ResetReason::kExternal;
}

}  // namespace homesync::board
