#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace homesync {

/** Characters of a table's name, by the compiler. */
constexpr size_t length_of(const char* characters) {
  size_t length = 0;
  while (characters[length] != '\0') ++length;
  return length;
}

/** Characters that belong to someone else. Not terminated; may hold any byte, NUL included. */
struct Text {
  const char* data = "";
  size_t size = 0;

  constexpr Text() = default;
  constexpr Text(const char* characters, size_t length) : data(characters), size(length) {}

  /** From a string literal, without its terminator. */
  template <size_t N>
  constexpr Text(const char (&literal)[N]) : data(literal), size(N - 1) {}

  /** A buffer is not a literal: its length is not its capacity. Name the length. */
  template <size_t N>
  Text(char (&buffer)[N]) = delete;

  /** From characters that a NUL ends, such as the names in the generated protocol header. */
  static Text terminated(const char* characters);

  constexpr bool empty() const { return size == 0; }
};

inline bool operator==(Text left, Text right) {
  return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

inline bool operator!=(Text left, Text right) {
  return !(left == right);
}

/**
 * Puts `text` behind the first `at` characters of a buffer and ends it with a NUL: what every
 * FixedText does, once. False, and nothing changed, when more than `capacity` would be there.
 */
bool put_text(char* characters, size_t at, size_t capacity, Text text, uint16_t& size);

/** At most `Capacity` characters, owned, always terminated so that C interfaces can read them. */
template <size_t Capacity>
class FixedText {
  static_assert(Capacity <= UINT16_MAX, "the length is kept in 16 bits");

 public:
  static constexpr size_t kCapacity = Capacity;

  FixedText() = default;

  /** Replaces the content; false, and nothing changed, when it does not fit. */
  bool assign(Text text) { return put_text(characters_, 0, Capacity, text, size_); }

  /** Adds to the end; false, and nothing changed, when it does not fit. */
  bool append(Text text) { return put_text(characters_, size_, Capacity, text, size_); }

  /**
   * Room for `Capacity` characters to be written in place; call resize() with how many were. The
   * terminator is put back by resize().
   */
  char* buffer() { return characters_; }

  void resize(size_t size) {
    size_ = static_cast<uint16_t>(size < Capacity ? size : Capacity);
    characters_[size_] = '\0';
  }

  void clear() { resize(0); }

  Text view() const { return Text(characters_, size_); }
  const char* c_str() const { return characters_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  char characters_[Capacity + 1] = {};
  uint16_t size_ = 0;
};

}  // namespace homesync
