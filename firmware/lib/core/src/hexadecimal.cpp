#include "homesync/hexadecimal.h"

namespace homesync {

namespace {

/** 16 for a character that is no digit. */
uint8_t value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<uint8_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<uint8_t>(digit - 'a' + 10);
  return 16;
}

}  // namespace

bool decode_hexadecimal(Text text, uint8_t* out, size_t size) {
  if (text.size != 2 * size) return false;
  for (size_t i = 0; i < size; ++i) {
    const uint8_t high = value_of(text.data[2 * i]);
    const uint8_t low = value_of(text.data[2 * i + 1]);
    if (high > 15 || low > 15) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace homesync
