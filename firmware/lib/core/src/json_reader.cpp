#include "homesync/json_reader.h"

#include "homesync/json_text.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

// All of this runs over validated text: what must follow does follow.

size_t skip_space(Text text, size_t at) {
  while (at < text.size && is_json_space(text.data[at])) ++at;
  return at;
}

/** The position behind the string that begins at `at`. */
size_t string_end(Text text, size_t at) {
  for (++at; text.data[at] != '"'; ++at) {
    if (text.data[at] == '\\') ++at;
  }
  return at + 1;
}

size_t container_end(Text text, size_t at) {
  size_t depth = 0;
  do {
    switch (text.data[at]) {
      case '"':
        at = string_end(text, at);
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        --depth;
        break;
      default:
        break;
    }
    ++at;
  } while (depth > 0);
  return at;
}

/** The position behind the value that begins at `at`. */
size_t value_end(Text text, size_t at) {
  switch (text.data[at]) {
    case '"':
      return string_end(text, at);
    case '{':
    case '[':
      return container_end(text, at);
    default:
      break;
  }
  for (; at < text.size; ++at) {
    const char byte = text.data[at];
    if (byte == ',' || byte == '}' || byte == ']' || is_json_space(byte)) break;
  }
  return at;
}

Text from(Text text, size_t at) {
  return Text(text.data + at, text.size - at);
}

}  // namespace

JsonType JsonValue::type() const {
  if (is_absent()) return JsonType::kAbsent;
  switch (raw_.data[0]) {
    case '{':
      return JsonType::kObject;
    case '[':
      return JsonType::kArray;
    case '"':
      return JsonType::kText;
    case 't':
    case 'f':
      return JsonType::kBoolean;
    case 'n':
      return JsonType::kNull;
    default:
      return JsonType::kNumber;
  }
}

ErrorCode JsonValue::expect(JsonType expected) const {
  if (is_absent()) return ErrorCode::kMissingField;
  return type() == expected ? ErrorCode::kNone : ErrorCode::kWrongType;
}

bool JsonValue::equals(Text text) const {
  if (type() != JsonType::kText) return false;
  JsonTextReader reader(raw_);
  char byte = '\0';
  for (size_t i = 0; i < text.size; ++i) {
    if (!reader.next(byte) || byte != text.data[i]) return false;
  }
  return !reader.next(byte);
}

bool JsonValue::equals(const JsonValue& other) const {
  if (type() != JsonType::kText || other.type() != JsonType::kText) return false;
  JsonTextReader reader(raw_);
  JsonTextReader other_reader(other.raw_);
  char byte = '\0';
  char other_byte = '\0';
  while (reader.next(byte)) {
    if (!other_reader.next(other_byte) || byte != other_byte) return false;
  }
  return !other_reader.next(other_byte);
}

ErrorCode JsonValue::as_text(char* out, size_t capacity, size_t& length) const {
  const ErrorCode error = expect(JsonType::kText);
  if (error != ErrorCode::kNone) return error;
  size_t size = 0;
  char byte = '\0';
  for (JsonTextReader measure(raw_); measure.next(byte);) ++size;
  if (size > capacity) return ErrorCode::kOutOfRange;
  for (JsonTextReader reader(raw_); reader.next(byte);) *out++ = byte;
  length = size;
  return ErrorCode::kNone;
}

ErrorCode JsonValue::as_boolean(bool& out) const {
  const ErrorCode error = expect(JsonType::kBoolean);
  if (error == ErrorCode::kNone) out = raw_.data[0] == 't';
  return error;
}

ErrorCode JsonValue::as_object(JsonObject& out) const {
  const ErrorCode error = expect(JsonType::kObject);
  if (error == ErrorCode::kNone) out = JsonObject(raw_);
  return error;
}

JsonValue JsonObject::find(Text name) const {
  JsonMembers members(*this);
  for (JsonMember member; members.next(member);) {
    if (member.name.equals(name)) return member.value;
  }
  return JsonValue();
}

JsonMembers::JsonMembers(JsonObject object) {
  const Text raw = object.raw();
  const size_t brace = skip_space(raw, 0);
  if (brace < raw.size) rest_ = from(raw, brace + 1);
}

bool JsonMembers::next(JsonMember& member) {
  size_t at = skip_space(rest_, 0);
  if (at < rest_.size && rest_.data[at] == ',') at = skip_space(rest_, at + 1);
  if (at == rest_.size || rest_.data[at] == '}') return false;
  const size_t name_end = string_end(rest_, at);
  const size_t colon = skip_space(rest_, name_end);
  const size_t value = skip_space(rest_, colon + 1);
  const size_t end = value_end(rest_, value);
  member.name = JsonValue(Text(rest_.data + at, name_end - at));
  member.value = JsonValue(Text(rest_.data + value, end - value));
  rest_ = from(rest_, end);
  return true;
}

}  // namespace homesync
