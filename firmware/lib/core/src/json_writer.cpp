#include "homesync/json_writer.h"

namespace homesync {

namespace {

constexpr uint32_t kPowersOfTen[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/** The letter of a short escape (RFC 8259, section 7); 0 when there is none. */
char short_escape(uint8_t character) {
  switch (character) {
    case '"':
    case '\\':
      return static_cast<char>(character);
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

}  // namespace

void JsonWriter::put(char character) {
  if (!ok_ || size_ == capacity_) {
    ok_ = false;
    return;
  }
  buffer_[size_++] = character;
}

void JsonWriter::put(Text characters) {
  if (!ok_ || characters.size > capacity_ - size_) {
    ok_ = false;
    return;
  }
  memcpy(buffer_ + size_, characters.data, characters.size);
  size_ += characters.size;
}

void JsonWriter::begin_object() {
  put('{');
}

void JsonWriter::end_object() {
  put('}');
}

void JsonWriter::key(Text name) {
  if (size_ > 0 && buffer_[size_ - 1] != '{') put(',');
  text(name);
  put(':');
}

void JsonWriter::text(Text value) {
  put('"');
  // What needs no escape goes out in one piece: nearly always the whole text.
  size_t start = 0;
  for (size_t i = 0; i < value.size; ++i) {
    const auto character = static_cast<uint8_t>(value.data[i]);
    if (character >= 0x20 && character != '"' && character != '\\') continue;
    put(Text(value.data + start, i - start));
    put_escape(character);
    start = i + 1;
  }
  put(Text(value.data + start, value.size - start));
  put('"');
}

void JsonWriter::put_escape(uint8_t character) {
  put('\\');
  if (const char letter = short_escape(character)) {
    put(letter);
    return;
  }
  put("u00");
  put("0123456789abcdef"[character >> 4]);
  put("0123456789abcdef"[character & 15]);
}

void JsonWriter::fixed(int32_t value, uint8_t decimals) {
  if (decimals >= sizeof kPowersOfTen / sizeof kPowersOfTen[0]) {
    ok_ = false;
    return;
  }
  const uint32_t magnitude =
      value < 0 ? 0 - static_cast<uint32_t>(value) : static_cast<uint32_t>(value);
  if (value < 0) put('-');
  const uint32_t unit = kPowersOfTen[decimals];
  unsigned_integer(magnitude / unit);
  uint32_t fraction = magnitude % unit;
  if (fraction == 0) return;
  put('.');
  for (uint32_t place = unit / 10; fraction != 0; place /= 10) {
    put(static_cast<char>('0' + fraction / place));
    fraction %= place;
  }
}

void JsonWriter::unsigned_integer(uint32_t value) {
  char digits[10];
  size_t start = sizeof digits;
  do {
    digits[--start] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  put(Text(digits + start, sizeof digits - start));
}

void JsonWriter::boolean(bool value) {
  put(value ? Text("true") : Text("false"));
}

void JsonWriter::member(Text name, Text value) {
  key(name);
  text(value);
}

void JsonWriter::member(Text name, uint32_t value) {
  key(name);
  unsigned_integer(value);
}

}  // namespace homesync
