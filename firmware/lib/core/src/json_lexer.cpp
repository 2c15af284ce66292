#include "json_lexer.h"

#include "homesync/json_text.h"

namespace homesync {

using protocol::ErrorCode;

void JsonLexer::fail(ErrorCode code) {
  if (fault_ == ErrorCode::kNone) fault_ = code;
}

void JsonLexer::skip_space() {
  while (is_json_space(peek())) ++position_;
}

void JsonLexer::string() {
  for (size_t at = position_ + 1;;) {
    const char byte = byte_at(at);
    if (byte == '"') {
      position_ = at + 1;
      return;
    }
    // Control characters must be escaped; the end of the document reads as one.
    if (static_cast<uint8_t>(byte) < 0x20) {
      fail(ErrorCode::kBadJson);
      return;
    }
    if (byte != '\\') {
      ++at;
      continue;
    }
    const size_t length = escape(at);
    if (length == 0) return;
    at += length;
  }
}

/** Length of the escape at `at`; 0 after a fault. */
size_t JsonLexer::escape(size_t at) {
  if (byte_at(at + 1) != 'u') {
    if (simple_escape(byte_at(at + 1)) != '\0') return 2;
    fail(ErrorCode::kBadJson);
    return 0;
  }
  const int32_t unit = hex4(at + 2);
  if (unit < 0) {
    fail(ErrorCode::kBadJson);
    return 0;
  }
  const auto code_unit = static_cast<uint32_t>(unit);
  if (!is_high_surrogate(code_unit) && !is_low_surrogate(code_unit)) return 6;
  if (is_high_surrogate(code_unit) && is_low_surrogate_escape(at + 6)) return 12;
  fail(ErrorCode::kBadUtf8);
  return 0;
}

bool JsonLexer::is_low_surrogate_escape(size_t at) const {
  if (byte_at(at) != '\\' || byte_at(at + 1) != 'u') return false;
  const int32_t unit = hex4(at + 2);
  return unit >= 0 && is_low_surrogate(static_cast<uint32_t>(unit));
}

/** The four hexadecimal digits at `at`; -1 when they are not. */
int32_t JsonLexer::hex4(size_t at) const {
  int32_t unit = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(byte_at(i));
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

void JsonLexer::number() {
  if (peek() == '-') ++position_;
  if (peek() == '0') {
    ++position_;  // a leading zero stands alone
  } else {
    digits();
  }
  if (peek() == '.') {
    ++position_;
    digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    ++position_;
    if (peek() == '+' || peek() == '-') ++position_;
    digits();
  }
}

/** At least one digit. */
void JsonLexer::digits() {
  const size_t start = position_;
  while (is_digit(peek())) ++position_;
  if (position_ == start) fail(ErrorCode::kBadJson);
}

void JsonLexer::literal(Text word) {
  if (document_.size - position_ >= word.size &&
      memcmp(document_.data + position_, word.data, word.size) == 0) {
    position_ += word.size;
  } else {
    fail(ErrorCode::kBadJson);
  }
}

}  // namespace homesync
