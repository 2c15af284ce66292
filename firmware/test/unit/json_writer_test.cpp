#include "homesync/json_writer.h"

#include "homesync/json_scan.h"
#include "test.h"

using homesync::JsonWriter;
using homesync::Text;

TEST("an object is written without white space, members in order, commas between") {
  char buffer[128];
  JsonWriter json(buffer, sizeof buffer);
  json.begin_object();
  json.key("value");
  json.fixed(2305, 1);
  json.key("unit");
  json.text("V");
  json.key("empty");
  json.begin_object();
  json.end_object();
  json.key("inner");
  json.begin_object();
  json.key("online");
  json.boolean(true);
  json.key("retained");
  json.boolean(false);
  json.end_object();
  json.key("quality");
  json.unsigned_integer(100);
  json.end_object();
  CHECK(json.ok());
  CHECK_EQ(json.view(),
           R"({"value":230.5,"unit":"V","empty":{},"inner":{"online":true,"retained":false},)"
           R"("quality":100})");
  CHECK_EQ(homesync::validate(json.view()), homesync::protocol::ErrorCode::kNone);
}

TEST("numbers are written as JSON.stringify would") {
  const struct {
    int32_t value;
    uint8_t decimals;
    Text expected;
  } numbers[] = {
      {0, 0, "0"},
      {0, 3, "0"},
      {2300, 1, "230"},
      {2305, 1, "230.5"},
      {-5, 1, "-0.5"},
      {-50, 1, "-5"},
      {1, 3, "0.001"},
      {10, 3, "0.01"},
      {1010, 3, "1.01"},
      {1100, 3, "1.1"},
      {100, 2, "1"},
      {98, 2, "0.98"},
      {9999990, 3, "9999.99"},
      {-127, 1, "-12.7"},
      {2147483647, 0, "2147483647"},
      {INT32_MIN, 0, "-2147483648"},
      {INT32_MIN, 1, "-214748364.8"},
      {1, 6, "0.000001"},
  };
  for (const auto& number : numbers) {
    char buffer[16];
    JsonWriter json(buffer, sizeof buffer);
    json.fixed(number.value, number.decimals);
    CHECK(json.ok());
    CHECK_EQ(json.view(), number.expected);
  }
}

TEST("unsigned numbers reach the end of 32 bits") {
  char buffer[10];
  JsonWriter json(buffer, sizeof buffer);
  json.unsigned_integer(UINT32_MAX);
  CHECK(json.ok());
  CHECK_EQ(json.view(), "4294967295");
}

TEST("strings are escaped as JSON.stringify would") {
  char buffer[128];
  JsonWriter json(buffer, sizeof buffer);
  json.text(Text("\"\\/\b\f\n\r\t\0\x01\x1f\x7f \xc2\xb0\x43"));
  CHECK(json.ok());
  CHECK_EQ(json.view(), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u0001\\u001f\x7f \xc2\xb0\x43\"");
}

TEST("a buffer that is too small by any amount is noticed and never overrun") {
  constexpr char kWhole[] = R"({"a":-12.5,"b":"x\"y","c":true})";
  for (size_t capacity = 0; capacity < sizeof kWhole - 1; ++capacity) {
    char buffer[64];
    memset(buffer, '#', sizeof buffer);
    JsonWriter json(buffer, capacity);
    json.begin_object();
    json.key("a");
    json.fixed(-125, 1);
    json.key("b");
    json.text("x\"y");
    json.key("c");
    json.boolean(true);
    json.end_object();
    CHECK(!json.ok());
    CHECK(json.size() <= capacity);
    for (size_t i = capacity; i < sizeof buffer; ++i) CHECK_EQ(Text(buffer + i, 1), "#");
  }
}

TEST("a buffer that is exactly large enough suffices") {
  char buffer[9];
  JsonWriter json(buffer, sizeof buffer);
  json.begin_object();
  json.key("a");
  json.text("b");
  json.end_object();
  CHECK(json.ok());
  CHECK_EQ(json.view(), R"({"a":"b"})");
}

TEST("more decimals than it can write are refused") {
  char buffer[32];
  JsonWriter json(buffer, sizeof buffer);
  json.fixed(1, 7);
  CHECK(!json.ok());
}
