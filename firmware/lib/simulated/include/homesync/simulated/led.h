#pragma once

#include "homesync/ports/led.h"

namespace homesync::simulated {

/** A light that someone looks at. */
class Led final : public LedPort {
 public:
  void set(bool on) override { on_ = on; }
  bool is_on() const { return on_; }

 private:
  bool on_ = false;
};

}  // namespace homesync::simulated
