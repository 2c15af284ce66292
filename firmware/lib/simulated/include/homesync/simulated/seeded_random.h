#pragma once

#include "homesync/ports/random.h"

namespace homesync::simulated {

/** The same numbers for the same seed: Marsaglia's xorshift of 32 bits, its seed well mixed. */
class SeededRandom final : public RandomPort {
 public:
  explicit SeededRandom(uint32_t seed);
  uint32_t next() override;

 private:
  uint32_t state_;
};

}  // namespace homesync::simulated
