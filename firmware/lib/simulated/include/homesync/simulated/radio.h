#pragma once

#include "homesync/ports/radio.h"

namespace homesync::simulated {

/** A radio with the signal strength that it is told. */
class Radio final : public RadioPort {
 public:
  int32_t rssi_dbm() override { return rssi_dbm_; }
  void set_rssi_dbm(int32_t rssi_dbm) { rssi_dbm_ = rssi_dbm; }

 private:
  int32_t rssi_dbm_ = -60;
};

}  // namespace homesync::simulated
