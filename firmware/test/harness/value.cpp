#include "value.h"

namespace homesync::test {

namespace {

void print_hexadecimal(uint32_t word, Output& output) {
  for (int shift = 28; shift >= 0; shift -= 4) {
    const char digit = "0123456789abcdef"[(word >> shift) & 15];
    output.write(Text(&digit, 1));
  }
}

/** The bytes between quotes, what cannot be seen as \xHH. */
void print_text(Text text, Output& output) {
  output.write("\"");
  for (size_t i = 0; i < text.size; ++i) {
    const auto byte = static_cast<uint8_t>(text.data[i]);
    if (byte >= ' ' && byte <= '~') {
      output.write(Text(text.data + i, 1));
      continue;
    }
    const char digits[] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    output.write("\\x");
    output.write(Text(digits, sizeof digits));
  }
  output.write("\"");
}

}  // namespace

bool Value::operator==(const Value& other) const {
  return kind_ == other.kind_ && negative_ == other.negative_ && magnitude_ == other.magnitude_ &&
         text_ == other.text_;
}

void Value::print(Output& output) const {
  switch (kind_) {
    case Kind::kBoolean:
      output.write(magnitude_ != 0 ? Text("true") : Text("false"));
      return;
    case Kind::kText:
      print_text(text_, output);
      return;
    case Kind::kInteger:
      if (negative_) output.write("-");
      // Decimal digits of 64 bits would need a 64-bit division, which lx106 lacks.
      if (magnitude_ > UINT32_MAX) {
        output.write("0x");
        print_hexadecimal(static_cast<uint32_t>(magnitude_ >> 32), output);
        print_hexadecimal(static_cast<uint32_t>(magnitude_), output);
      } else {
        output.write_number(static_cast<uint32_t>(magnitude_));
      }
      return;
  }
}

}  // namespace homesync::test
