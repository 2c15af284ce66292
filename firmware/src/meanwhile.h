#pragma once

#include <stdint.h>

namespace homesync::board {

/**
 * What must go on while a call of the network blocks: button, meter, protection, LED
 * (docs/board-timing.md). The Arduino core comes back to it in every wait, and BearSSL between two
 * of the multiplications that a handshake consists of.
 */
class Meanwhile {
 public:
  /** ms between two turns of the work, if whatever blocks comes back so often. */
  static constexpr uint32_t kEvery = 10;

  /** From now on `work` is done while something blocks; it must neither wait nor use the network.
   */
  static void begin(void (*work)());

  /** The work's turn, if there is one; for the hooks. */
  static void take_turn();

  /**
   * Marks a call that blocks, as long as it lives. After `limit_ms` `give_up` is called once, which
   * makes the call fail.
   */
  class Blocking {
   public:
    using GiveUp = void (*)(void* subject);

    explicit Blocking(uint32_t limit_ms = 0, GiveUp give_up = nullptr, void* subject = nullptr);
    ~Blocking();
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;
  };
};

}  // namespace homesync::board
