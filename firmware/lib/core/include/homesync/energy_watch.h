#pragma once

#include <stdint.h>

#include "homesync/ports/store.h"

namespace homesync {

/**
 * Notices when the meter's counter goes back: someone reset it, it began again at its end, or it is
 * another meter. Also over a power cut, during which meters are exchanged, as a mark of the counter
 * is stored each time it has grown by kMarkWh: some ten writes a day in a home.
 */
class EnergyWatch {
 public:
  static constexpr int32_t kMarkWh = 1000;

  explicit EnergyWatch(StorePort& store) : store_(store) {}

  /** Reads the mark. */
  void start();

  /** A good reading, Wh. True when the counter is lower than it was and no command did it. */
  bool observe(int32_t wh);

  /** The meter has confirmed a reset that a command asked for. */
  void was_reset();

 private:
  void mark(int32_t wh);

  StorePort& store_;
  /** What the counter showed last, Wh; -1 when that is not known. */
  int32_t last_wh_ = -1;
  /** What is stored; -1 when nothing is. */
  int32_t mark_wh_ = -1;
};

}  // namespace homesync
