#include "homesync/field_rules.h"

#include "homesync/json_text.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

bool is_lower(char character) {
  return character >= 'a' && character <= 'z';
}
bool is_upper(char character) {
  return character >= 'A' && character <= 'Z';
}
bool is_alphanumeric(char character) {
  return is_digit(character) || is_lower(character) || is_upper(character);
}
bool is_request_id_character(char character) {
  return is_alphanumeric(character) || character == '.' || character == '_' || character == ':' ||
         character == '-';
}
bool is_target_character(char character) {
  return is_lower(character) || is_digit(character) || character == '_';
}
bool is_prerelease_character(char character) {
  return is_alphanumeric(character) || character == '.' || character == '-';
}
bool is_hexadecimal(char character) {
  return is_digit(character) || (character >= 'a' && character <= 'f');
}
bool is_visible(char character) {
  return character >= '!' && character <= '~';
}
bool is_printable_character(char character) {
  return character == ' ' || is_visible(character);
}

using CharacterRule = bool (*)(char);

bool all(Text text, CharacterRule rule) {
  for (size_t i = 0; i < text.size; ++i) {
    if (!rule(text.data[i])) return false;
  }
  return true;
}

bool has_length(Text text, size_t min, size_t max) {
  return text.size >= min && text.size <= max;
}

Text rest_of(Text text, size_t from) {
  return Text(text.data + from, text.size - from);
}

/** Takes a number of 1 to `max_digits` digits off the front. */
bool take_number(Text& text, size_t max_digits) {
  size_t digits = 0;
  while (digits < text.size && is_digit(text.data[digits])) ++digits;
  if (digits == 0 || digits > max_digits) return false;
  text = rest_of(text, digits);
  return true;
}

bool take(Text& text, char character) {
  if (text.empty() || text.data[0] != character) return false;
  text = rest_of(text, 1);
  return true;
}

constexpr size_t kMaxVersionDigits = 5;
constexpr size_t kMaxPrerelease = 32;
constexpr size_t kMaxBase64Padding = 2;

/** Longest text that any TextRule of a field accepts: what the decoded text must fit. */
constexpr size_t kLongestText = protocol::kOtaSignatureMaxLength;
static_assert(kLongestText >= protocol::kTargetMaxLength);
static_assert(kLongestText >= protocol::kFirmwareVersionMaxLength);
static_assert(kLongestText >= protocol::kOtaSha256MaxLength);

}  // namespace

bool is_base64_digit(char character) {
  return is_alphanumeric(character) || character == '+' || character == '/';
}

bool is_request_id(Text text) {
  return has_length(text, protocol::kRequestIdMinLength, protocol::kRequestIdMaxLength) &&
         all(text, is_request_id_character);
}

bool is_timestamp_shaped(Text text) {
  static constexpr char kShape[] = "0000-00-00T00:00:00.000Z";
  static_assert(sizeof kShape - 1 == protocol::kTimestampMaxLength);
  if (text.size != protocol::kTimestampMaxLength && text.size != protocol::kTimestampMinLength) {
    return false;
  }
  for (size_t i = 0; i + 1 < text.size; ++i) {
    if (kShape[i] == '0' ? !is_digit(text.data[i]) : text.data[i] != kShape[i]) return false;
  }
  return text.data[text.size - 1] == 'Z';
}

bool is_target(Text text) {
  return has_length(text, protocol::kTargetMinLength, protocol::kTargetMaxLength) &&
         all(text, is_target_character);
}

bool is_firmware_version(Text text) {
  if (!has_length(text, protocol::kFirmwareVersionMinLength, protocol::kFirmwareVersionMaxLength)) {
    return false;
  }
  const bool numbered = take_number(text, kMaxVersionDigits) && take(text, '.') &&
                        take_number(text, kMaxVersionDigits) && take(text, '.') &&
                        take_number(text, kMaxVersionDigits);
  if (!numbered) return false;
  if (text.empty()) return true;
  return take(text, '-') && has_length(text, 1, kMaxPrerelease) &&
         all(text, is_prerelease_character);
}

bool is_sha256(Text text) {
  return has_length(text, protocol::kOtaSha256MinLength, protocol::kOtaSha256MaxLength) &&
         all(text, is_hexadecimal);
}

bool is_signature(Text text) {
  size_t padding = 0;
  while (padding < kMaxBase64Padding && padding < text.size &&
         text.data[text.size - 1 - padding] == '=') {
    ++padding;
  }
  const Text characters(text.data, text.size - padding);
  return has_length(characters, protocol::kOtaSignatureMinLength,
                    protocol::kOtaSignatureMaxLength - kMaxBase64Padding) &&
         all(characters, is_base64_digit);
}

bool is_printable(Text text, size_t max_length) {
  return text.size <= max_length && all(text, is_printable_character);
}

ErrorCode check_text(JsonValue value, TextRule rule) {
  char decoded[kLongestText];
  size_t length = 0;
  const ErrorCode error = value.as_text(decoded, sizeof decoded, length);
  if (error != ErrorCode::kNone) return error;
  return rule(Text(decoded, length)) ? ErrorCode::kNone : ErrorCode::kOutOfRange;
}

ErrorCode check_url(JsonValue value) {
  static constexpr Text kScheme = "https://";
  static constexpr size_t kSecureLetter = 4;
  static constexpr size_t kMaxAfterScheme = 390;
  if (value.is_absent()) return ErrorCode::kMissingField;
  if (value.type() != JsonType::kText) return ErrorCode::kWrongType;
  size_t scheme = 0;
  size_t rest = 0;
  char byte = '\0';
  for (JsonTextReader reader(value.raw()); reader.next(byte);) {
    if (scheme == kScheme.size) {
      if (!is_visible(byte) || ++rest > kMaxAfterScheme) return ErrorCode::kOutOfRange;
      continue;
    }
    if (scheme == kSecureLetter && byte != kScheme.data[kSecureLetter]) ++scheme;
    if (byte != kScheme.data[scheme++]) return ErrorCode::kOutOfRange;
  }
  return rest > 0 ? ErrorCode::kNone : ErrorCode::kOutOfRange;
}

ErrorCode read_whole(JsonValue value, uint32_t min, uint32_t max, uint32_t& out) {
  int32_t number = 0;
  const ErrorCode error =
      value.as_fixed(0, static_cast<int32_t>(min), static_cast<int32_t>(max), number);
  if (error == ErrorCode::kNone) out = static_cast<uint32_t>(number);
  if (error == ErrorCode::kWrongType && value.type() == JsonType::kNumber) {
    return ErrorCode::kOutOfRange;
  }
  return error;
}

}  // namespace homesync
