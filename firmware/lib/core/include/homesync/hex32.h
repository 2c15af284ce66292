#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** 32 bits as eight lower-case hexadecimal digits. */
class Hex32 {
 public:
  static constexpr size_t kLength = 8;

  explicit Hex32(uint32_t value) {
    for (size_t i = kLength; i-- > 0; value >>= 4) digits_[i] = "0123456789abcdef"[value & 15];
  }
  Text view() const { return Text(digits_, kLength); }

 private:
  char digits_[kLength];
};

}  // namespace homesync
