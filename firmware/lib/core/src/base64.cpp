#include "homesync/base64.h"

namespace homesync {

namespace {

constexpr uint32_t kNoDigit = 64;

uint32_t value_of(char digit) {
  if (digit >= 'A' && digit <= 'Z') return static_cast<uint32_t>(digit - 'A');
  if (digit >= 'a' && digit <= 'z') return static_cast<uint32_t>(digit - 'a') + 26;
  if (digit >= '0' && digit <= '9') return static_cast<uint32_t>(digit - '0') + 52;
  if (digit == '+') return 62;
  return digit == '/' ? 63 : kNoDigit;
}

/** The characters before the padding; false when there is more or less of it than is due. */
bool strip_padding(Text& text) {
  size_t length = text.size;
  while (length > 0 && text.data[length - 1] == '=') --length;
  const size_t padding = text.size - length;
  if (padding > 0 && (padding > 2 || text.size % 4 != 0)) return false;
  text = Text(text.data, length);
  return length % 4 != 1;
}

}  // namespace

bool decode_base64(Text text, uint8_t* out, size_t capacity, size_t& size) {
  if (!strip_padding(text)) return false;
  uint32_t bits = 0;
  uint32_t bit_count = 0;
  size_t count = 0;
  for (size_t i = 0; i < text.size; ++i) {
    const uint32_t digit = value_of(text.data[i]);
    if (digit == kNoDigit) return false;
    bits = (bits << 6 | digit) & 0xFFFF;
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    if (count == capacity) return false;
    out[count++] = static_cast<uint8_t>(bits >> bit_count);
    bits &= (1U << bit_count) - 1;
  }
  if (bits != 0) return false;
  size = count;
  return true;
}

}  // namespace homesync
