#include "homesync/account_rules.h"

#include "homesync/field_rules.h"
#include "homesync/identity.h"
#include "homesync/json_text.h"
#include "homesync/utf8.h"

namespace homesync {

using protocol::AccountField;
using protocol::AccountRule;

namespace {

/** WPA2 (IEEE 802.11, annex J.4): 8 to 63 characters, or the key itself in hexadecimal. */
constexpr size_t kMinPassphrase = 8;
constexpr size_t kMaxPassphrase = 63;
constexpr size_t kHexKey = 64;

using CharacterRule = bool (*)(char);

bool all(Text text, CharacterRule rule) {
  for (size_t i = 0; i < text.size; ++i) {
    if (!rule(text.data[i])) return false;
  }
  return true;
}

bool is_no_control(char character) {
  return static_cast<uint8_t>(character) >= 0x20 && character != 0x7F;
}

bool is_hexadecimal(char character) {
  return hex_digit(character) >= 0;
}

bool is_host_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         is_digit(character) || character == '.' || character == '-';
}

bool is_passphrase(Text text) {
  if (text.empty()) return true;
  if (text.size == kHexKey) return all(text, is_hexadecimal);
  return text.size >= kMinPassphrase && is_printable(text, kMaxPassphrase);
}

}  // namespace

bool read_port(Text digits, uint16_t& port) {
  if (digits.empty() || digits.size > 5 || digits.data[0] == '0') return false;
  uint32_t number = 0;
  for (size_t i = 0; i < digits.size; ++i) {
    if (!is_digit(digits.data[i])) return false;
    number = number * 10 + static_cast<uint32_t>(digits.data[i] - '0');
  }
  if (number > UINT16_MAX) return false;
  port = static_cast<uint16_t>(number);
  return true;
}

bool follows_rule(AccountField field, Text value) {
  const protocol::AccountFieldInfo& info = protocol::kAccountFields[static_cast<uint8_t>(field)];
  if (value.size > info.max_length) return false;
  uint16_t port = 0;
  switch (info.rule) {
    case AccountRule::kSsid:
      return is_utf8(value) && all(value, is_no_control);
    case AccountRule::kPassphrase:
      return is_passphrase(value);
    case AccountRule::kHost:
      return !value.empty() && all(value, is_host_character);
    case AccountRule::kPort:
      return read_port(value, port);
    case AccountRule::kFlag:
      return value == kFlagTrue || value == kFlagFalse;
    case AccountRule::kPrintable:
      return is_printable(value, info.max_length);
    case AccountRule::kIdentifier:
      return is_identifier(value);
  }
  return false;
}

bool find_account_field(Text name, AccountField& field) {
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    if (name == Text::terminated(protocol::kAccountFields[place].name)) {
      field = static_cast<AccountField>(place);
      return true;
    }
  }
  return false;
}

}  // namespace homesync
