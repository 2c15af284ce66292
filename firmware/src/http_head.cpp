#include "http_head.h"

namespace homesync::board {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/** `name` in lower case. */
bool is_named(Text text, Text name) {
  if (text.size != name.size) return false;
  for (size_t i = 0; i < name.size; ++i) {
    if (lower(text.data[i]) != name.data[i]) return false;
  }
  return true;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/** Takes the number that `text` begins with; kUnknown, and nothing taken, when there is none that
 * fits.
 */
uint32_t take_number(Text& text) {
  uint32_t value = 0;
  size_t count = 0;
  while (count < text.size && is_digit(text.data[count])) {
    if (value > (HttpHead::kUnknown - 10) / 10) return HttpHead::kUnknown;
    value = value * 10 + static_cast<uint32_t>(text.data[count] - '0');
    ++count;
  }
  if (count == 0) return HttpHead::kUnknown;
  text = Text(text.data + count, text.size - count);
  return value;
}

Text after(Text text, size_t count) {
  return Text(text.data + count, text.size - count);
}

}  // namespace

size_t HttpHead::take(const uint8_t* bytes, size_t size) {
  size_t taken = 0;
  while (taken < size && state_ == State::kReading) {
    const char letter = static_cast<char>(bytes[taken++]);
    if (++size_ > kMaxBytes) {
      state_ = State::kMalformed;
    } else if (letter == '\n') {
      end_line();
    } else if (letter != '\r') {
      line_.append(Text(&letter, 1));
    }
  }
  return taken;
}

uint16_t HttpHead::status() const {
  const Text line = first_line();
  constexpr size_t kVersion = sizeof "HTTP/1.1 " - 1;
  if (line.size < kVersion + 3 || Text(line.data, 7) != Text("HTTP/1.")) return 0;
  Text number(line.data + kVersion, 3);
  const uint32_t status = take_number(number);
  return number.empty() && status <= 599 ? static_cast<uint16_t>(status) : 0;
}

void HttpHead::end_line() {
  if (!has_first_line_) {
    has_first_line_ = !line_.empty();  // a client may send an empty line before it (RFC 9112, 2.2)
    first_line_ = line_;
  } else if (line_.empty()) {
    state_ = State::kComplete;
  } else {
    const Text line = line_.view();
    size_t colon = 0;
    while (colon < line.size && line.data[colon] != ':') ++colon;
    if (colon < line.size) {
      size_t begin = colon + 1;
      while (begin < line.size && (line.data[begin] == ' ' || line.data[begin] == '\t')) ++begin;
      read_field(Text(line.data, colon), after(line, begin));
    }
  }
  line_.clear();
}

void HttpHead::read_field(Text name, Text value) {
  if (is_named(name, "content-length")) {
    length_ = take_number(value);
  } else if (is_named(name, "transfer-encoding")) {
    is_chunked_ = true;
  } else if (is_named(name, "content-range")) {
    // bytes 100-199/200, or /* where the server does not know
    constexpr Text kUnit = "bytes ";
    if (value.size < kUnit.size || !is_named(Text(value.data, kUnit.size), kUnit)) return;
    value = after(value, kUnit.size);
    range_start_ = take_number(value);
    while (!value.empty() && value.data[0] != '/') value = after(value, 1);
    if (!value.empty()) value = after(value, 1);
    range_total_ = take_number(value);
  }
}

}  // namespace homesync::board
