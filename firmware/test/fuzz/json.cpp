#include "homesync/json_reader.h"
#include "homesync/json_scan.h"
#include "homesync/json_writer.h"
#include "input.h"

// Any bytes as a document: the scanner accepts or refuses them, and what it accepts can be read to
// the last value, each of them the same by every way of reading it.

using homesync::JsonMember;
using homesync::JsonMembers;
using homesync::JsonObject;
using homesync::JsonType;
using homesync::JsonValue;
using homesync::JsonWriter;
using homesync::Text;
using homesync::fuzz::ExactBytes;
using homesync::fuzz::require;
using homesync::protocol::ErrorCode;

namespace {

constexpr size_t kMaxDocument = 4096;

void read_text(const JsonValue& value) {
  char decoded[kMaxDocument];
  size_t length = 0;
  require(value.as_text(decoded, sizeof decoded, length) == ErrorCode::kNone,
          "a text can be decoded");
  require(length <= value.raw().size, "decoding makes nothing longer");
  const ExactBytes exact(decoded, length);
  require(value.equals(exact.text()), "a text equals what it decodes to");
  require(value.equals(value), "a text equals itself");
  if (length > 0) {
    require(value.as_text(decoded, length - 1, length) == ErrorCode::kOutOfRange,
            "a text does not fit a buffer one byte too small");
  }
  // Written again, with an escape of six bytes for each byte at worst, it is the same text.
  char written[6 * kMaxDocument + 2];
  JsonWriter json(written, sizeof written);
  json.text(exact.text());
  require(json.ok(), "a decoded text can be written");
  require(JsonValue(json.view()).equals(value), "a text survives being written");
}

void read_number(const JsonValue& value) {
  for (uint8_t decimals = 0; decimals <= 6; ++decimals) {
    int32_t number = 0;
    if (value.as_fixed(decimals, number) != ErrorCode::kNone) continue;
    char written[16];
    JsonWriter json(written, sizeof written);
    json.fixed(number, decimals);
    int32_t again = 0;
    require(json.ok() && JsonValue(json.view()).as_fixed(decimals, again) == ErrorCode::kNone,
            "a number can be written and read");
    require(again == number, "a number survives being written");
  }
}

void read(const JsonValue& value, uint32_t depth);

void read_members(const JsonObject& object, uint32_t depth) {
  require(depth <= homesync::protocol::kMaxJsonDepth, "nesting is bounded");
  JsonMembers members(object);
  for (JsonMember member; members.next(member);) {
    read_text(member.name);
    char name[kMaxDocument];
    size_t length = 0;
    require(member.name.as_text(name, sizeof name, length) == ErrorCode::kNone, "a name decodes");
    const JsonValue found = object.find(Text(name, length));
    require(found.raw().data == member.value.raw().data, "a member is found by its name");
    read(member.value, depth + 1);
  }
}

void read(const JsonValue& value, uint32_t depth) {
  bool boolean = false;
  JsonObject object;
  const JsonType type = value.type();
  require((value.as_boolean(boolean) == ErrorCode::kNone) == (type == JsonType::kBoolean),
          "only a boolean reads as one");
  require((value.as_object(object) == ErrorCode::kNone) == (type == JsonType::kObject),
          "only an object reads as one");
  if (type == JsonType::kText) read_text(value);
  if (type == JsonType::kNumber) read_number(value);
  if (type == JsonType::kObject) read_members(object, depth);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > kMaxDocument) return -1;
  const ExactBytes document(data, size);
  if (validate(document.text()) == ErrorCode::kNone) {
    read_members(JsonObject(document.text()), 1);
  }
  return 0;
}
