#pragma once

#include "homesync/ports/thermometer.h"

namespace homesync::simulated {

/** A thermometer that measures what it is told, or is not there. */
class Thermometer final : public ThermometerPort {
 public:
  bool read(int32_t& deci_celsius) override {
    if (present_) deci_celsius = deci_celsius_;
    return present_;
  }

  /** 0.1 °C; an absent thermometer is back. */
  void set(int32_t deci_celsius) {
    deci_celsius_ = deci_celsius;
    present_ = true;
  }

  /** Unplugged: there is nothing to read. */
  void set_absent() { present_ = false; }

 private:
  int32_t deci_celsius_ = 250;
  bool present_ = true;
};

}  // namespace homesync::simulated
