#include "homesync/json_text.h"

namespace homesync {

int hex_digit(char byte) {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

char simple_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

uint32_t hex4(const char* digits) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 4 | static_cast<uint32_t>(hex_digit(digits[i]));
  return value;
}

bool JsonTextReader::next(char& byte) {
  if (decoded_at_ == decoded_size_) {
    if (at_ == inner_.size) return false;
    if (inner_.data[at_] != '\\') {
      byte = inner_.data[at_++];
      return true;
    }
    decode_escape();
  }
  byte = decoded_[decoded_at_++];
  return true;
}

void JsonTextReader::decode_escape() {
  constexpr size_t kUnicodeEscape = 6;  // \uXXXX
  decoded_at_ = 0;
  const char* escape = inner_.data + at_;
  if (escape[1] != 'u') {
    decoded_[0] = simple_escape(escape[1]);
    decoded_size_ = 1;
    at_ += 2;
    return;
  }
  uint32_t code_point = hex4(escape + 2);
  at_ += kUnicodeEscape;
  if (is_high_surrogate(code_point)) {
    const uint32_t low = hex4(escape + kUnicodeEscape + 2);
    code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
    at_ += kUnicodeEscape;
  }
  decoded_size_ = static_cast<uint8_t>(encode_utf8(code_point, decoded_));
}

}  // namespace homesync
