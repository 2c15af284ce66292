#pragma once

#include <ESP8266WiFi.h>

#include "homesync/ports/system.h"

namespace homesync::board {

class Esp8266System final : public SystemPort {
 public:
  protocol::ResetReason reset_reason() override;
  /** By power or by the RESET button, which a USB adapter presses as well: someone may be there. */
  bool was_started_by_hand();
  uint32_t free_heap() override { return ESP.getFreeHeap(); }
  uint32_t largest_block() override { return ESP.getMaxFreeBlockSize(); }
  void restart() override { ESP.restart(); }

  /** The processor goes on running, with its radio off, until the power is cut. */
  void halt() override { WiFi.mode(WIFI_OFF); }
};

}  // namespace homesync::board
