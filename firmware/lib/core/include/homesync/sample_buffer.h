#pragma once

#include <stdint.h>

#include "homesync/packed_sample.h"

namespace homesync {

/** The newest samples that could not be sent, oldest first. */
class SampleBuffer {
 public:
  /** 8 minutes of heartbeats of 30 s, in 320 bytes. */
  static constexpr uint8_t kCapacity = 16;

  bool empty() const { return count_ == 0; }
  uint8_t count() const { return count_; }

  /** False when the oldest had to make room. */
  bool push(const Sample& sample, UtcTime time);

  /** The oldest; there is one. */
  void front(Sample& sample, UtcTime& time) const { samples_[first_].unpack(sample, time); }
  void pop();

 private:
  PackedSample samples_[kCapacity];
  uint8_t first_ = 0;
  uint8_t count_ = 0;
};

}  // namespace homesync
