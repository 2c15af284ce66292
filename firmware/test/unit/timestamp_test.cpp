#include "homesync/timestamp.h"

#include "test.h"

using homesync::add_ms;
using homesync::difference_ms;
using homesync::format_timestamp;
using homesync::kLastUtcTime;
using homesync::kTimestampLength;
using homesync::parse_timestamp;
using homesync::Text;
using homesync::UtcTime;

namespace {

struct Pair {
  UtcTime time;
  Text text;
};

/** Seconds by `date -u +%s -d ...`. */
const Pair kPairs[] = {
    {{0, 0}, "1970-01-01T00:00:00.000Z"},
    {{68169600, 0}, "1972-02-29T00:00:00.000Z"},
    {{94694399, 999}, "1972-12-31T23:59:59.999Z"},
    {{951782400, 0}, "2000-02-29T00:00:00.000Z"},
    {{951868800, 1}, "2000-03-01T00:00:00.001Z"},
    {{1738852200, 0}, "2025-02-06T14:30:00.000Z"},
    {{1795468025, 42}, "2026-11-23T21:07:05.042Z"},
    {{2147483648, 0}, "2038-01-19T03:14:08.000Z"},
    {{4102444799, 999}, "2099-12-31T23:59:59.999Z"},
};

}  // namespace

TEST("moments are written as timestamps and read back") {
  for (const Pair& pair : kPairs) {
    char out[kTimestampLength];
    format_timestamp(pair.time, out);
    CHECK_EQ(Text(out, kTimestampLength), pair.text);
    UtcTime time;
    CHECK(parse_timestamp(pair.text, time));
    CHECK(time == pair.time);
  }
}

TEST("every day from 1970 to 2099 is written and read back, each after the other") {
  char previous[kTimestampLength] = {};
  for (uint32_t day = 0; day <= 47481; ++day) {
    const UtcTime noon = {day * 86400 + 43200, 500};
    char out[kTimestampLength];
    format_timestamp(noon, out);
    UtcTime time;
    REQUIRE(parse_timestamp(Text(out, kTimestampLength), time));
    REQUIRE(time == noon);
    REQUIRE(memcmp(previous, out, kTimestampLength) < 0);
    memcpy(previous, out, kTimestampLength);
  }
  CHECK_EQ(Text(previous, 10), "2099-12-31");
}

TEST("whole seconds are read") {
  UtcTime time;
  CHECK(parse_timestamp("2025-02-06T14:30:00Z", time));
  CHECK(time == (UtcTime{1738852200, 0}));
}

TEST("what is not a timestamp of the protocol is refused and changes nothing") {
  const Text refused[] = {
      "",
      "Z",
      "2025-02-06",
      "2025-02-06T14:30:00",
      "2025-02-06T14:30:00z",
      "2025-02-06t14:30:00Z",
      "2025-02-06 14:30:00Z",
      "2025-02-06T14:30Z",
      "2025-02-06T14:30:00.Z",
      "2025-02-06T14:30:00.0Z",
      "2025-02-06T14:30:00.00Z",
      "2025-02-06T14:30:00.0000Z",
      "2025-02-06T14:30:00,000Z",
      "2025-02-06T14:30:00.000Z ",
      " 2025-02-06T14:30:00.000Z",
      "2025-02-06T14:30:00.00aZ",
      "2025-02-06T14:30:00+00:00",
      "2025-02-06T14:30:00.000ZZ",
      "+025-02-06T14:30:00Z",
      "2025-00-06T14:30:00Z",
      "2025-13-06T14:30:00Z",
      "2025-02-00T14:30:00Z",
      "2025-02-29T14:30:00Z",
      "2024-02-30T14:30:00Z",
      "2025-04-31T14:30:00Z",
      "2025-12-32T14:30:00Z",
      "2025-02-06T24:00:00Z",
      "2025-02-06T14:60:00Z",
      "2016-12-31T23:59:60Z",
      "1969-12-31T23:59:59Z",
      "2100-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      Text("2025-02-06T14:30:00.000\0"),
  };
  for (const Text text : refused) {
    homesync::test::set_subject(text);
    UtcTime time = {7, 7};
    CHECK(!parse_timestamp(text, time));
    CHECK(time == (UtcTime{7, 7}));
  }
}

TEST("a moment past 2099 is written as the last that a timestamp can name") {
  char out[kTimestampLength];
  format_timestamp({UINT32_MAX, 0}, out);
  CHECK_EQ(Text(out, kTimestampLength), "2099-12-31T23:59:59.999Z");
}

TEST("moments are ordered by seconds, then milliseconds") {
  CHECK((UtcTime{1, 999}) < (UtcTime{2, 0}));
  CHECK((UtcTime{2, 0}) < (UtcTime{2, 1}));
  CHECK(!((UtcTime{2, 1}) < (UtcTime{2, 1})));
  CHECK((UtcTime{2, 1}) != (UtcTime{2, 2}));
}

TEST("milliseconds are added with their carry, up to the end of 2099") {
  CHECK(add_ms({10, 999}, 1) == (UtcTime{11, 0}));
  CHECK(add_ms({10, 1}, 1998) == (UtcTime{11, 999}));
  CHECK(add_ms({0, 0}, UINT32_MAX) == (UtcTime{4294967, 295}));
  CHECK(add_ms({kLastUtcTime.seconds, 0}, 999) == kLastUtcTime);
  CHECK(add_ms(kLastUtcTime, 1) == kLastUtcTime);
  CHECK(add_ms({UINT32_MAX, 0}, UINT32_MAX) == kLastUtcTime);
}

TEST("differences have a sign and stop at what 32 bits hold") {
  CHECK_EQ(difference_ms({11, 0}, {10, 999}), 1);
  CHECK_EQ(difference_ms({10, 999}, {11, 0}), -1);
  CHECK_EQ(difference_ms({40, 5}, {10, 0}), 30005);
  CHECK_EQ(difference_ms({2147483, 647}, {0, 0}), INT32_MAX);
  CHECK_EQ(difference_ms({2147483, 648}, {0, 0}), INT32_MAX);
  CHECK_EQ(difference_ms(kLastUtcTime, {0, 0}), INT32_MAX);
  CHECK_EQ(difference_ms({0, 0}, kLastUtcTime), INT32_MIN);
}
