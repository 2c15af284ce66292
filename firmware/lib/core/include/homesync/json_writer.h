#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/**
 * Writes one JSON object into a buffer, byte for byte as JSON.stringify would, which is the
 * canonical encoding of the TypeScript codec. What does not fit is left out and ok() turns false
 * for good; nothing is ever written past the buffer.
 */
class JsonWriter {
 public:
  JsonWriter(char* buffer, size_t capacity) : buffer_(buffer), capacity_(capacity) {}

  void begin_object();
  void end_object();

  /** The name of the next member; the comma before it is written where one is due. */
  void key(Text name);

  /** A string, escaped. `value` must be well-formed UTF-8. */
  void text(Text value);

  /**
   * `value` in units of 10^-`decimals` (at most 6), without trailing zeros: 2300 with one decimal
   * is `230`, -5 is `-0.5`.
   */
  void fixed(int32_t value, uint8_t decimals);

  void unsigned_integer(uint32_t value);
  void boolean(bool value);

  /** A member whose value is a string, or a whole number. */
  void member(Text name, Text value);
  void member(Text name, uint32_t value);

  /** Whether everything so far has fitted. */
  bool ok() const { return ok_; }

  /** Bytes written. */
  size_t size() const { return size_; }
  Text view() const { return Text(buffer_, size_); }

 private:
  void put(char character);
  void put(Text characters);
  void put_escape(uint8_t character);

  char* buffer_;
  size_t capacity_;
  size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace homesync
