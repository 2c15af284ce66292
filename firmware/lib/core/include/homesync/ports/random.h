#pragma once

#include <stdint.h>

namespace homesync {

/** A source of random numbers. */
class RandomPort {
 public:
  /** 32 uniformly random bits. */
  virtual uint32_t next() = 0;

 protected:
  ~RandomPort() = default;
};

}  // namespace homesync
