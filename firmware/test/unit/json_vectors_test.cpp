#include "homesync/json_reader.h"
#include "homesync/json_writer.h"
#include "homesync/vectors.h"
#include "test.h"

// The golden vectors that the TypeScript codec passes too (protocol/vectors).

using homesync::JsonMember;
using homesync::JsonMembers;
using homesync::JsonObject;
using homesync::JsonType;
using homesync::JsonValue;
using homesync::JsonWriter;
using homesync::Text;
using homesync::protocol::ErrorCode;
using homesync::vectors::Field;
using homesync::vectors::FieldKind;
using homesync::vectors::JsonVector;
using homesync::vectors::kJsonVectors;
using homesync::vectors::kVectors;
using homesync::vectors::Vector;

namespace {

template <typename AnyVector>
Text document(const AnyVector& vector) {
  return Text(reinterpret_cast<const char*>(vector.bytes), vector.size);
}

/** The value at a path such as `settings/max_power`. */
JsonValue value_at(JsonObject object, Text path) {
  size_t name_size = 0;
  while (name_size < path.size && path.data[name_size] != '/') ++name_size;
  const JsonValue value = object.find(Text(path.data, name_size));
  if (name_size == path.size) return value;
  JsonObject inner;
  if (value.as_object(inner) != ErrorCode::kNone) return JsonValue();
  return value_at(inner, Text(path.data + name_size + 1, path.size - name_size - 1));
}

void check_number(JsonValue value, const Field& field) {
  int32_t number = 0;
  const ErrorCode error = value.as_fixed(field.decimals, number);
  // The core reads nothing that needs more than 31 bits; it must say so.
  if (field.scaled > INT32_MAX || field.scaled < -INT32_MAX) {
    CHECK_EQ(error, ErrorCode::kOutOfRange);
    return;
  }
  CHECK_EQ(error, ErrorCode::kNone);
  CHECK_EQ(number, field.scaled);
}

void check_field(JsonValue value, const Field& field) {
  bool boolean = false;
  switch (field.kind) {
    case FieldKind::kText:
      CHECK(value.equals(Text::terminated(field.text)));
      return;
    case FieldKind::kNumber:
      check_number(value, field);
      return;
    case FieldKind::kBoolean:
      CHECK_EQ(value.as_boolean(boolean), ErrorCode::kNone);
      CHECK_EQ(boolean, field.boolean);
      return;
  }
}

void write_field(const Field& field, JsonWriter& json) {
  switch (field.kind) {
    case FieldKind::kText:
      json.text(Text::terminated(field.text));
      return;
    case FieldKind::kBoolean:
      json.boolean(field.boolean);
      return;
    case FieldKind::kNumber:
      if (field.scaled > INT32_MAX && field.decimals == 0) {
        json.unsigned_integer(static_cast<uint32_t>(field.scaled));
      } else {
        json.fixed(static_cast<int32_t>(field.scaled), field.decimals);
      }
      return;
  }
}

/** Writes the vector's fields anew, in the shape of its document; answers the first unused field.
 */
const Field* write_again(JsonObject shape, const Field* field, JsonWriter& json) {
  json.begin_object();
  JsonMembers members(shape);
  for (JsonMember member; members.next(member);) {
    char name[64];
    size_t length = 0;
    CHECK_EQ(member.name.as_text(name, sizeof name, length), ErrorCode::kNone);
    json.key(Text(name, length));
    JsonObject inner;
    if (member.value.as_object(inner) == ErrorCode::kNone) {
      field = write_again(inner, field, json);
    } else {
      write_field(*field++, json);
    }
  }
  json.end_object();
  return field;
}

/** What validate() must say of a document whose grammar is fine: these vectors are of any JSON. */
ErrorCode expected_of(const JsonVector& vector) {
  if (vector.error != ErrorCode::kNone) return vector.error;
  for (uint32_t i = 0; i < vector.size; ++i) {
    if (vector.bytes[i] > ' ') {
      return vector.bytes[i] == '{' ? ErrorCode::kNone : ErrorCode::kNotAnObject;
    }
  }
  return ErrorCode::kBadJson;
}

bool is_of_the_reader(ErrorCode error) {
  return error == ErrorCode::kBadUtf8 || error == ErrorCode::kBadJson ||
         error == ErrorCode::kTooDeep || error == ErrorCode::kDuplicateKey ||
         error == ErrorCode::kNotAnObject;
}

}  // namespace

TEST("the reader gives the golden answer to every document, at any alignment") {
  for (const JsonVector& vector : kJsonVectors) {
    homesync::test::set_subject(Text::terminated(vector.name));
    const ErrorCode expected = expected_of(vector);
    CHECK_EQ(homesync::validate(document(vector)), expected);
    char shifted[1024 + 4];
    for (size_t offset = 1; offset < 4 && vector.size <= sizeof shifted - 4; ++offset) {
      memcpy(shifted + offset, vector.bytes, vector.size);
      CHECK_EQ(homesync::validate(Text(shifted + offset, vector.size)), expected);
    }
  }
}

TEST("the reader refuses every golden message that is no JSON object, with the golden code") {
  uint32_t refused = 0;
  for (const Vector& vector : kVectors) {
    if (!is_of_the_reader(vector.error)) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    CHECK_EQ(homesync::validate(document(vector)), vector.error);
    ++refused;
  }
  CHECK(refused > 0);
}

TEST("the reader finds every field of every golden message") {
  uint32_t fields = 0;
  for (const Vector& vector : kVectors) {
    if (vector.error != ErrorCode::kNone) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    CHECK_EQ(homesync::validate(document(vector)), ErrorCode::kNone);
    for (uint8_t i = 0; i < vector.field_count; ++i, ++fields) {
      const Field& field = vector.fields[i];
      check_field(value_at(JsonObject(document(vector)), Text::terminated(field.name)), field);
    }
  }
  CHECK(fields > 0);
}

TEST("the writer makes the golden bytes of every canonical message") {
  uint32_t messages = 0;
  for (const Vector& vector : kVectors) {
    if (!vector.canonical) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    char written[4096];
    JsonWriter json(written, sizeof written);
    const Field* end = write_again(JsonObject(document(vector)), vector.fields, json);
    CHECK(end == vector.fields + vector.field_count);
    CHECK(json.ok());
    CHECK_EQ(json.view(), document(vector));
    ++messages;
  }
  CHECK(messages > 0);
}
