#pragma once

#include <ESP8266WiFi.h>

#include "homesync/ports/radio.h"

namespace homesync::board {

class Esp8266Radio final : public RadioPort {
 public:
  int32_t rssi_dbm() override {
    // 31 is the SDK's answer while there is no access point.
    const int32_t rssi = WiFi.RSSI();
    return rssi > 0 ? kNoSignal : rssi;
  }

 private:
  static constexpr int32_t kNoSignal = -120;
};

}  // namespace homesync::board
