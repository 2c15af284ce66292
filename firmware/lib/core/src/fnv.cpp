#include "homesync/fnv.h"

namespace homesync {

namespace {

constexpr uint32_t kOffsetHigh = 0xCBF29CE4;
constexpr uint32_t kOffsetLow = 0x84222325;

/** The prime is 2^40 + kPrimeLow. */
constexpr uint32_t kPrimeLow = 0x1B3;

}  // namespace

uint64_t fnv1a(Text text) {
  uint32_t high = kOffsetHigh;
  uint32_t low = kOffsetLow;
  for (size_t i = 0; i < text.size; ++i) {
    low ^= static_cast<uint8_t>(text.data[i]);
    // low * kPrimeLow, 41 bits, in two halves of 16 bits: neither product leaves 32 bits.
    const uint32_t lower = (low & 0xFFFF) * kPrimeLow;
    const uint32_t upper = (low >> 16) * kPrimeLow + (lower >> 16);
    // Times 2^40 moves `low` into the high word, eight bits up.
    high = high * kPrimeLow + (low << 8) + (upper >> 16);
    low = (upper << 16) | (lower & 0xFFFF);
  }
  return (static_cast<uint64_t>(high) << 32) | low;
}

}  // namespace homesync
