#pragma once

#include <memory>

#include "homesync/clock.h"
#include "homesync/provisioner.h"

namespace homesync::board {

/**
 * Provisioning over USB: a line of JSON, answered by a line. UART0 is the meter's after it, so it
 * listens for a short time only: after power-up or a press of RESET, until nobody has typed for
 * kQuiet, or kQuietWithoutAccount on a node that has no account. Never after a crash or a restart,
 * when the load must not wait.
 */
class Esp8266Console {
 public:
  static constexpr Millis kQuiet = 3'000;
  static constexpr Millis kQuietWithoutAccount = 60'000;
  /** Once something has been typed. */
  static constexpr Millis kQuietWhileTyping = 60'000;

  explicit Esp8266Console(Provisioner& provisioner) : provisioner_(provisioner) {}

  void begin(bool has_account);

  /** To be called from loop() until it answers false: UART0 is then the meter's. */
  bool poll();

 private:
  struct Line {
    /** One byte more than is accepted, so that the provisioner notices what was cut off. */
    FixedText<protocol::kMaxProvisioningBytes + 1> text;
    char answer[Provisioner::kAnswerCapacity];
  };

  void take(char letter);

  Provisioner& provisioner_;
  std::unique_ptr<Line> line_;
  Millis quiet_since_ = 0;
  Millis patience_ = 0;
};

}  // namespace homesync::board
