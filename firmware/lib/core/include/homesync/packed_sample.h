#pragma once

#include <stdint.h>

#include "homesync/sampler.h"
#include "homesync/timestamp.h"

namespace homesync {

/** A sample and its time in as few bits as the ranges of the protocol's metrics need: 20 bytes. */
class PackedSample {
 public:
  void pack(const Sample& sample, UtcTime time);

  /** `sample.at`, a moment of the node's own clock, is not kept and not changed. */
  void unpack(Sample& sample, UtcTime& time) const;

 private:
  class Cursor;

  uint8_t bytes_[20] = {};
};

}  // namespace homesync
