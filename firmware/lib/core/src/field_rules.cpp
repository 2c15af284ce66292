#include "homesync/field_rules.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
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

bool starts_with(Text text, Text start) {
  return text.size >= start.size && Text(text.data, start.size) == start;
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

/** Longest text that any rule of a field accepts: what the decoded text must fit. */
constexpr size_t kLongestText = protocol::kOtaUrlMaxLength;

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

bool is_url(Text text) {
  if (!has_length(text, protocol::kOtaUrlMinLength, protocol::kOtaUrlMaxLength)) return false;
  static constexpr Text kSchemes[] = {"http://", "https://"};
  static constexpr size_t kMaxAfterScheme = 390;
  for (const Text& scheme : kSchemes) {
    if (!starts_with(text, scheme)) continue;
    const Text rest = rest_of(text, scheme.size);
    return has_length(rest, 1, kMaxAfterScheme) && all(rest, is_visible);
  }
  return false;
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
