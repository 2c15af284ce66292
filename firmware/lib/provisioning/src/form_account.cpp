#include "homesync/account_rules.h"
#include "homesync/account_source.h"
#include "homesync/json_text.h"

namespace homesync {

using protocol::AccountField;
using protocol::AccountRule;
using protocol::ErrorCode;

namespace {

/** What a browser sends for a box that is ticked. */
constexpr Text kTicked = "on";

/** Takes what stands before the first `separator` off the front of `rest`; all when there is none.
 */
Text take_until(Text& rest, char separator) {
  size_t size = 0;
  while (size < rest.size && rest.data[size] != separator) ++size;
  const Text taken(rest.data, size);
  const size_t skipped = size < rest.size ? size + 1 : size;
  rest = Text(rest.data + skipped, rest.size - skipped);
  return taken;
}

/** Decodes `+` and `%XX`; false when an escape is none, or for want of room. */
bool decode(Text encoded, AccountText& out) {
  out.clear();
  for (size_t at = 0; at < encoded.size; ++at) {
    char byte = encoded.data[at] == '+' ? ' ' : encoded.data[at];
    if (byte == '%') {
      if (encoded.size - at < 3) return false;
      const int high = hex_digit(encoded.data[at + 1]);
      const int low = hex_digit(encoded.data[at + 2]);
      if (high < 0 || low < 0) return false;
      byte = static_cast<char>(high << 4 | low);
      at += 2;
    }
    if (!out.append(Text(&byte, 1))) return false;
  }
  return true;
}

/** The `name=value` pairs of a body. */
class Pairs {
 public:
  explicit Pairs(Text body) : rest_(body) {}

  /** The next pair that has a name, still encoded. */
  bool next(Text& name, Text& value) {
    while (!rest_.empty()) {
      value = take_until(rest_, '&');
      name = take_until(value, '=');
      if (!name.empty()) return true;
    }
    return false;
  }

 private:
  Text rest_;
};

}  // namespace

/** Names are compared as they stand: a browser escapes none of the characters in them. */
Text FormAccount::unknown_name() const {
  Pairs pairs(body_);
  for (Text key, value; pairs.next(key, value);) {
    AccountField field;
    if (!find_account_field(key, field)) return key;
  }
  return Text();
}

bool FormAccount::gives(AccountField field) const {
  bool is_twice = false;
  return !find(field, is_twice).empty();
}

ErrorCode FormAccount::read(AccountField field, AccountText& text) const {
  bool is_twice = false;
  const Text encoded = find(field, is_twice);
  if (is_twice) return ErrorCode::kDuplicateKey;
  if (!decode(encoded, text)) return ErrorCode::kOutOfRange;
  const bool is_flag =
      protocol::kAccountFields[static_cast<uint8_t>(field)].rule == AccountRule::kFlag;
  if (is_flag && text.view() == kTicked) text.assign(kFlagTrue);
  return ErrorCode::kNone;
}

/** The last value that is not empty, still encoded. */
Text FormAccount::find(AccountField field, bool& is_twice) const {
  const Text name = Text::terminated(protocol::kAccountFields[static_cast<uint8_t>(field)].name);
  Text found;
  Pairs pairs(body_);
  for (Text key, value; pairs.next(key, value);) {
    if (value.empty() || key != name) continue;
    is_twice = !found.empty();
    found = value;
  }
  return found;
}

}  // namespace homesync
