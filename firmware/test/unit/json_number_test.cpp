#include "homesync/json_reader.h"
#include "test.h"

using homesync::JsonValue;
using homesync::Text;
using homesync::protocol::ErrorCode;

namespace {

struct Number {
  Text text;
  uint8_t decimals;
  ErrorCode error;
  int32_t value;
};

template <size_t N>
void check(const Number (&numbers)[N]) {
  for (const Number& number : numbers) {
    homesync::test::set_subject(number.text);
    int32_t out = 77;
    CHECK_EQ(JsonValue(number.text).as_fixed(number.decimals, out), number.error);
    CHECK_EQ(out, number.error == ErrorCode::kNone ? number.value : 77);
  }
}

}  // namespace

TEST("a whole number is one however it is written") {
  const Number numbers[] = {
      {"0", 0, ErrorCode::kNone, 0},
      {"-0", 0, ErrorCode::kNone, 0},
      {"0.0", 0, ErrorCode::kNone, 0},
      {"0e5", 0, ErrorCode::kNone, 0},
      {"0e999999999999", 0, ErrorCode::kNone, 0},
      {"0.000e-999999999999", 0, ErrorCode::kNone, 0},
      {"5", 0, ErrorCode::kNone, 5},
      {"5.0", 0, ErrorCode::kNone, 5},
      {"5e0", 0, ErrorCode::kNone, 5},
      {"50e-1", 0, ErrorCode::kNone, 5},
      {"0.5e1", 0, ErrorCode::kNone, 5},
      {"0.00005E+5", 0, ErrorCode::kNone, 5},
      {"-5", 0, ErrorCode::kNone, -5},
      {"5000000000e-9", 0, ErrorCode::kNone, 5},
      {"1.20e2", 0, ErrorCode::kNone, 120},
      {"1e9", 0, ErrorCode::kNone, 1000000000},
      {"2147483647", 0, ErrorCode::kNone, 2147483647},
      {"-2147483647", 0, ErrorCode::kNone, -2147483647},
      {"2147483647.000", 0, ErrorCode::kNone, 2147483647},
  };
  check(numbers);
}

TEST("a fraction is no whole number") {
  const Number numbers[] = {
      {"5.5", 0, ErrorCode::kWrongType, 0},     {"0.1", 0, ErrorCode::kWrongType, 0},
      {"5e-1", 0, ErrorCode::kWrongType, 0},    {"1e-999999999999", 0, ErrorCode::kWrongType, 0},
      {"-0.0001", 0, ErrorCode::kWrongType, 0}, {"99999999999.5", 0, ErrorCode::kWrongType, 0},
  };
  check(numbers);
}

TEST("what 32 bits cannot hold is out of range") {
  const Number numbers[] = {
      {"2147483648", 0, ErrorCode::kOutOfRange, 0},
      {"-2147483649", 0, ErrorCode::kOutOfRange, 0},
      {"4294967295", 0, ErrorCode::kOutOfRange, 0},
      {"4294967296", 0, ErrorCode::kOutOfRange, 0},
      {"4294967300", 0, ErrorCode::kOutOfRange, 0},
      {"42949672960", 0, ErrorCode::kOutOfRange, 0},
      {"99999999999999999999999999", 0, ErrorCode::kOutOfRange, 0},
      {"1e10", 0, ErrorCode::kOutOfRange, 0},
      {"1e999", 0, ErrorCode::kOutOfRange, 0},
      {"-1e999", 0, ErrorCode::kOutOfRange, 0},
      {"1e999999999999999999", 0, ErrorCode::kOutOfRange, 0},
      {"214748365", 1, ErrorCode::kOutOfRange, 0},
      {"2147483647.5", 0, ErrorCode::kWrongType, 0},
      {"214748364.75", 1, ErrorCode::kOutOfRange, 0},
      {"1e999", 3, ErrorCode::kOutOfRange, 0},
  };
  check(numbers);
}

TEST("decimals are kept exactly and what is finer is rounded to nearest") {
  const Number numbers[] = {
      {"230", 1, ErrorCode::kNone, 2300},
      {"230.5", 1, ErrorCode::kNone, 2305},
      {"0.1", 3, ErrorCode::kNone, 100},
      {"-0.5", 1, ErrorCode::kNone, -5},
      {"0.04", 1, ErrorCode::kNone, 0},
      {"0.05", 1, ErrorCode::kNone, 1},
      {"-0.04", 1, ErrorCode::kNone, 0},
      {"-0.05", 1, ErrorCode::kNone, -1},
      {"0.0499999", 1, ErrorCode::kNone, 0},
      {"0.15", 1, ErrorCode::kNone, 2},
      {"0.009", 1, ErrorCode::kNone, 0},
      {"9.96", 1, ErrorCode::kNone, 100},
      {"1.5e-3", 3, ErrorCode::kNone, 2},
      {"1.4e-3", 3, ErrorCode::kNone, 1},
      {"5e-4", 3, ErrorCode::kNone, 1},
      {"5e-5", 3, ErrorCode::kNone, 0},
      {"9e-999", 3, ErrorCode::kNone, 0},
      {"1.2345e3", 1, ErrorCode::kNone, 12345},
      {"214748364.7", 1, ErrorCode::kNone, 2147483647},
  };
  check(numbers);
}

TEST("a range is compared with the number as written, not as rounded") {
  int32_t out = 77;
  CHECK_EQ(JsonValue("260.0").as_fixed(1, 800, 2600, out), ErrorCode::kNone);
  CHECK_EQ(out, 2600);
  CHECK_EQ(JsonValue("260.04").as_fixed(1, 800, 2600, out), ErrorCode::kOutOfRange);
  CHECK_EQ(JsonValue("260.0000000001").as_fixed(1, 800, 2600, out), ErrorCode::kOutOfRange);
  CHECK_EQ(JsonValue("79.96").as_fixed(1, 800, 2600, out), ErrorCode::kOutOfRange);
  CHECK_EQ(JsonValue("80").as_fixed(1, 800, 2600, out), ErrorCode::kNone);
  CHECK_EQ(out, 800);
  CHECK_EQ(JsonValue("-0.04").as_fixed(1, 0, 100, out), ErrorCode::kOutOfRange);
  CHECK_EQ(JsonValue("-0.0").as_fixed(1, 0, 100, out), ErrorCode::kNone);
  CHECK_EQ(out, 0);
  CHECK_EQ(JsonValue("-55.04").as_fixed(1, -550, 1250, out), ErrorCode::kOutOfRange);
  CHECK_EQ(JsonValue("-54.96").as_fixed(1, -550, 1250, out), ErrorCode::kNone);
  CHECK_EQ(out, -550);
  CHECK_EQ(JsonValue("259.96").as_fixed(1, 800, 2600, out), ErrorCode::kNone);
  CHECK_EQ(out, 2600);
}
