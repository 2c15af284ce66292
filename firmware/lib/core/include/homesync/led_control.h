#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/led_patterns.h"
#include "homesync/ports/led.h"

namespace homesync {

/**
 * Drives the LED: the pattern of the node's sign, unless a command uses it. `on` and `off` keep it
 * until the next command, a request for provisioning or a restart; `blink` until its last flash.
 */
class LedControl {
 public:
  explicit LedControl(LedPort& led) : led_(led) {}

  /** What the node has to tell; another sign begins with light. Cheap when it is the same. */
  void show(LedSign sign, Millis now);

  /** `command/led`, on and off. */
  void hold(bool on);

  /** `command/led`, blink: `count` times lit for half of `period_ms` and dark for the rest. */
  void blink(uint32_t count, uint32_t period_ms, Millis now);

  /** Ends what a command asked for; the sign is seen again. */
  void release(Millis now);

  /** Does what is due. */
  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

 private:
  enum class Use : uint8_t { kSign, kHeld, kBlink };

  void set(bool on);
  void begin(Use use, Millis now);
  Millis play_pattern(Millis at, bool& lit) const;

  LedPort& led_;
  /** When the present cycle or flash began. */
  Millis since_ = 0;
  uint16_t period_ms_ = 0;
  uint8_t flashes_left_ = 0;
  Use use_ = Use::kSign;
  LedSign sign_ = LedSign::kConnecting;
  bool lit_ = false;
};

}  // namespace homesync
