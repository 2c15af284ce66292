#include "homesync/json_reader.h"
#include "homesync/json_text.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

/** More than any exponent that could matter; keeps sums of exponents far from overflow. */
constexpr int32_t kHugeExponent = 1'000'000;

/** Decimal places that a number of `size` characters may have cannot reach kHugeExponent. */
constexpr size_t kLongestNumber = 65'536;

/** A number cut off, towards zero, to whole units of 10^-decimals. */
struct CutNumber {
  uint32_t magnitude = 0;
  bool negative = false;
  /** Past 32 bits; `magnitude` means nothing then. */
  bool overflow = false;
  /** Something was cut off. */
  bool inexact = false;
  /** What was cut off is half a unit or more. */
  bool half_or_more = false;

  void append_digit(uint32_t digit) {
    if (magnitude > (UINT32_MAX - digit) / 10) {
      overflow = true;
    } else {
      magnitude = magnitude * 10 + digit;
    }
  }
};

/** The exponent behind the `e`, if there is one, held within kHugeExponent. */
int32_t exponent_of(Text number) {
  size_t at = 0;
  while (at < number.size && number.data[at] != 'e' && number.data[at] != 'E') ++at;
  if (at == number.size) return 0;
  ++at;
  const bool negative = number.data[at] == '-';
  if (!is_digit(number.data[at])) ++at;
  int32_t exponent = 0;
  for (; at < number.size; ++at) {
    if (exponent < kHugeExponent) exponent = exponent * 10 + (number.data[at] - '0');
  }
  if (exponent > kHugeExponent) exponent = kHugeExponent;
  return negative ? -exponent : exponent;
}

/** Digits before the point. */
int32_t whole_digits(Text number) {
  int32_t count = 0;
  for (size_t i = 0; i < number.size; ++i) {
    const char byte = number.data[i];
    if (byte == '-') continue;
    if (!is_digit(byte)) break;
    ++count;
  }
  return count;
}

CutNumber cut(Text number, uint8_t decimals) {
  CutNumber result;
  result.negative = number.data[0] == '-';
  // The digits, read without their point, count units up to this one; those behind it are cut off.
  const int32_t kept = whole_digits(number) + exponent_of(number) + decimals;
  int32_t index = 0;
  for (size_t i = 0; i < number.size; ++i) {
    const char byte = number.data[i];
    if (byte == 'e' || byte == 'E') break;
    if (!is_digit(byte)) continue;
    const auto digit = static_cast<uint32_t>(byte - '0');
    if (index < kept) {
      result.append_digit(digit);
    } else if (digit != 0) {
      result.inexact = true;
      if (index == kept && digit >= 5) result.half_or_more = true;
    }
    ++index;
  }
  // Zeros behind the last digit that was written. Zero stays zero; anything else soon overflows.
  for (; index < kept && result.magnitude != 0 && !result.overflow; ++index) result.append_digit(0);
  return result;
}

/** As 32 bits with sign; false when it does not fit. */
bool to_signed(uint32_t magnitude, bool negative, int32_t& out) {
  constexpr uint32_t kMost = INT32_MAX;
  if (magnitude > kMost) return false;
  out = negative ? -static_cast<int32_t>(magnitude) : static_cast<int32_t>(magnitude);
  return true;
}

}  // namespace

ErrorCode JsonValue::as_fixed(uint8_t decimals, int32_t& out) const {
  return as_fixed(decimals, -INT32_MAX, INT32_MAX, out);
}

ErrorCode JsonValue::as_fixed(uint8_t decimals, int32_t min, int32_t max, int32_t& out) const {
  const ErrorCode error = expect(JsonType::kNumber);
  if (error != ErrorCode::kNone) return error;
  if (raw_.size > kLongestNumber) return ErrorCode::kOutOfRange;
  const CutNumber number = cut(raw_, decimals);
  if (decimals == 0 && number.inexact) return ErrorCode::kWrongType;
  int32_t whole = 0;
  if (number.overflow || !to_signed(number.magnitude, number.negative, whole)) {
    return ErrorCode::kOutOfRange;
  }
  // What was cut off lies beyond `whole`, away from zero.
  const bool above = whole > max || (whole == max && number.inexact && !number.negative);
  const bool below = whole < min || (whole == min && number.inexact && number.negative);
  if (above || below) return ErrorCode::kOutOfRange;
  if (number.half_or_more) whole += number.negative ? -1 : 1;
  out = whole;
  return ErrorCode::kNone;
}

}  // namespace homesync
