#pragma once

#include "homesync/ports/button.h"

namespace homesync::simulated {

/** A button that someone presses and releases. */
class Button final : public ButtonPort {
 public:
  bool is_pressed() override { return pressed_; }
  void set_pressed(bool pressed) { pressed_ = pressed; }

 private:
  bool pressed_ = false;
};

}  // namespace homesync::simulated
