#pragma once

#include "homesync/text.h"

namespace homesync::test {

/** Where a body shows what the harness reports. */
class Output {
 public:
  virtual void write(Text text) = 0;

  /** The number in decimal. */
  void write_number(uint32_t number);

 protected:
  ~Output() = default;
};

}  // namespace homesync::test
