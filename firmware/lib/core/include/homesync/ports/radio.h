#pragma once

#include <stdint.h>

namespace homesync {

/** The WiFi radio. */
class RadioPort {
 public:
  /** Strength of the received signal, dBm, -120 to 0. */
  virtual int32_t rssi_dbm() = 0;

 protected:
  ~RadioPort() = default;
};

}  // namespace homesync
