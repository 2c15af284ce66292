#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_scan.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

enum class JsonType : uint8_t { kAbsent, kObject, kArray, kText, kNumber, kBoolean, kNull };

class JsonObject;

/**
 * One value inside a document that validate() has accepted; it points into the document's bytes.
 * Every accessor answers kMissingField for an absent value and kWrongType for another JSON type,
 * and changes its output only when it answers kNone.
 */
class JsonValue {
 public:
  /** An absent value. */
  JsonValue() = default;
  /** `raw`: the value's own bytes, with no white space around them. */
  explicit JsonValue(Text raw) : raw_(raw) {}

  JsonType type() const;
  bool is_absent() const { return raw_.empty(); }

  /** Whether this is a string that, its escapes decoded, equals `text`. */
  bool equals(Text text) const;

  /** Whether both are strings and equal, the escapes of both decoded. */
  bool equals(const JsonValue& other) const;

  /**
   * The string, its escapes decoded, as UTF-8. kOutOfRange when it takes more than `capacity`
   * bytes. It may hold NUL characters.
   */
  protocol::ErrorCode as_text(char* out, size_t capacity, size_t& length) const;

  template <size_t Capacity>
  protocol::ErrorCode as_text(FixedText<Capacity>& out) const {
    char decoded[Capacity];
    size_t length = 0;
    const protocol::ErrorCode error = as_text(decoded, Capacity, length);
    if (error == protocol::ErrorCode::kNone) out.assign(Text(decoded, length));
    return error;
  }

  /**
   * The number in units of 10^-`decimals`, computed exactly from its decimal text: with no decimals
   * `5`, `5.0` and `50e-1` are 5, and a fraction is kWrongType; with decimals what is finer is
   * rounded to nearest, halves away from zero. kOutOfRange when it does not fit 32 bits.
   */
  protocol::ErrorCode as_fixed(uint8_t decimals, int32_t& out) const;

  /**
   * The same, and kOutOfRange when the number as written, before rounding, is below `min` or
   * above `max` (both in units of 10^-`decimals`): 260.04 is out of a range that ends at 260.0.
   */
  protocol::ErrorCode as_fixed(uint8_t decimals, int32_t min, int32_t max, int32_t& out) const;

  protocol::ErrorCode as_boolean(bool& out) const;
  protocol::ErrorCode as_object(JsonObject& out) const;

  /** The value as it stands in the document. */
  Text raw() const { return raw_; }

 private:
  protocol::ErrorCode expect(JsonType expected) const;

  Text raw_;
};

/** A member of an object. The name is a string value, as it may hold escapes. */
struct JsonMember {
  JsonValue name;
  JsonValue value;
};

/** An object inside a document that validate() has accepted. */
class JsonObject {
 public:
  /** An object with no members. */
  JsonObject() = default;
  /** `document`: accepted by validate(); white space around it is allowed. */
  explicit JsonObject(Text document) : raw_(document) {}

  /** The value of a member, absent when there is none. Takes time in the size of the object. */
  JsonValue find(Text name) const;

  Text raw() const { return raw_; }

 private:
  Text raw_;
};

/** The members of an object in the order of the document: `while (members.next(member)) ...`. */
class JsonMembers {
 public:
  explicit JsonMembers(JsonObject object);

  /** The next member; false, and `member` unchanged, when there is none. */
  bool next(JsonMember& member);

 private:
  Text rest_;
};

}  // namespace homesync
