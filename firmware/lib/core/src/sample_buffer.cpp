#include "homesync/sample_buffer.h"

namespace homesync {

bool SampleBuffer::push(const Sample& sample, UtcTime time) {
  const bool had_room = count_ < kCapacity;
  if (!had_room) pop();
  samples_[(first_ + count_) % kCapacity].pack(sample, time);
  ++count_;
  return had_room;
}

void SampleBuffer::pop() {
  first_ = static_cast<uint8_t>((first_ + 1) % kCapacity);
  --count_;
}

}  // namespace homesync
