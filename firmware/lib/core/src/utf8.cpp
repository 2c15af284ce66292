#include "homesync/utf8.h"

namespace homesync {

namespace {

/** Bytes of the sequence that `lead` begins, and the range of the byte after it; 0: it begins none.
 */
struct Sequence {
  uint8_t length;
  uint8_t second_min;
  uint8_t second_max;
};

/** RFC 3629, section 4: the second byte's range rules out overlong forms and surrogates. */
Sequence sequence_of(uint8_t lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead < 0xC2) return {0, 0, 0};
  if (lead < 0xE0) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead < 0xF0) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead < 0xF4) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

bool is_utf8(Text bytes) {
  for (size_t i = 0; i < bytes.size;) {
    const Sequence sequence = sequence_of(static_cast<uint8_t>(bytes.data[i]));
    if (sequence.length == 0 || sequence.length > bytes.size - i) return false;
    for (size_t k = 1; k < sequence.length; ++k) {
      const auto byte = static_cast<uint8_t>(bytes.data[i + k]);
      const uint8_t min = k == 1 ? sequence.second_min : uint8_t{0x80};
      const uint8_t max = k == 1 ? sequence.second_max : uint8_t{0xBF};
      if (byte < min || byte > max) return false;
    }
    i += sequence.length;
  }
  return true;
}

size_t encode_utf8(uint32_t code_point, char* out) {
  const auto continuation = [code_point](uint8_t shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) {
    out[0] = static_cast<char>(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    out[0] = static_cast<char>(0xC0 | (code_point >> 6));
    out[1] = continuation(0);
    return 2;
  }
  if (code_point < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (code_point >> 12));
    out[1] = continuation(6);
    out[2] = continuation(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (code_point >> 18));
  out[1] = continuation(12);
  out[2] = continuation(6);
  out[3] = continuation(0);
  return 4;
}

}  // namespace homesync
