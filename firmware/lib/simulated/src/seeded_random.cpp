#include "homesync/simulated/seeded_random.h"

namespace homesync::simulated {

namespace {

/** The finaliser of MurmurHash3: neighbouring seeds must not give similar first numbers. */
uint32_t mix(uint32_t value) {
  value ^= value >> 16;
  value *= 0x85EBCA6BU;
  value ^= value >> 13;
  value *= 0xC2B2AE35U;
  value ^= value >> 16;
  return value;
}

}  // namespace

SeededRandom::SeededRandom(uint32_t seed) : state_(mix(seed + 0x9E3779B9U)) {
  // xorshift never leaves zero.
  if (state_ == 0) state_ = 1;
}

uint32_t SeededRandom::next() {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 17;
  state_ ^= state_ << 5;
  return state_;
}

}  // namespace homesync::simulated
