#pragma once

#include "homesync/text.h"
#include "output.h"

namespace homesync::test {

template <bool>
struct EnableIf {};
template <>
struct EnableIf<true> {
  using Type = int;
};

/** A value in a check: something that can be compared and printed. */
class Value {
 public:
  Value(bool value) : kind_(Kind::kBoolean), magnitude_(value ? 1 : 0) {}
  Value(int value) : Value(static_cast<long long>(value)) {}
  Value(unsigned value) : Value(static_cast<unsigned long long>(value)) {}
  Value(long value) : Value(static_cast<long long>(value)) {}
  Value(unsigned long value) : Value(static_cast<unsigned long long>(value)) {}
  Value(long long value)
      : kind_(Kind::kInteger),
        negative_(value < 0),
        magnitude_(value < 0 ? 0 - static_cast<unsigned long long>(value)
                             : static_cast<unsigned long long>(value)) {}
  Value(unsigned long long value) : kind_(Kind::kInteger), magnitude_(value) {}
  Value(Text value) : kind_(Kind::kText), text_(value) {}
  Value(const char* value) : kind_(Kind::kText), text_(Text::terminated(value)) {}

  /** An enumerator, by its number. */
  template <typename Enum, typename EnableIf<__is_enum(Enum)>::Type = 0>
  Value(Enum value) : Value(static_cast<int>(value)) {}

  bool operator==(const Value& other) const;
  void print(Output& output) const;

 private:
  enum class Kind : uint8_t { kBoolean, kInteger, kText };

  Kind kind_;
  bool negative_ = false;
  unsigned long long magnitude_ = 0;
  Text text_;
};

}  // namespace homesync::test
