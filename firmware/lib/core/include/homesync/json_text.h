#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"
#include "homesync/utf8.h"

namespace homesync {

constexpr bool is_json_space(char byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

constexpr bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/** The value of a hexadecimal digit; -1 when it is none. */
int hex_digit(char byte);

/** The character that `\` and `letter` stand for; NUL when they stand for none. */
char simple_escape(char letter);

/** Four hexadecimal digits, known to be there. */
uint32_t hex4(const char* digits);

constexpr bool is_high_surrogate(uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
constexpr bool is_low_surrogate(uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/** The decoded bytes of a string that has been validated, one at a time. */
class JsonTextReader {
 public:
  /** `quoted`: with both of its quotes. */
  explicit JsonTextReader(Text quoted) : inner_(quoted.data + 1, quoted.size - 2) {}

  /** False, and `byte` unchanged, at the end. */
  bool next(char& byte);

 private:
  void decode_escape();

  Text inner_;
  size_t at_ = 0;
  /** Bytes of a decoded escape that have not been handed out yet. */
  char decoded_[kMaxUtf8Bytes] = {};
  uint8_t decoded_at_ = 0;
  uint8_t decoded_size_ = 0;
};

}  // namespace homesync
