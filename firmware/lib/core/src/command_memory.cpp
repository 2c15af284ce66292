#include "homesync/command_memory.h"

#include "homesync/fnv.h"

namespace homesync {

const Outcome* CommandMemory::find(Text request_id) const {
  const uint64_t hash = fnv1a(request_id);
  for (uint8_t i = 0; i < count_; ++i) {
    if (entries_[i].hash == hash) return &entries_[i].outcome;
  }
  return nullptr;
}

void CommandMemory::remember(Text request_id, const Outcome& outcome) {
  entries_[next_] = {fnv1a(request_id), outcome};
  next_ = static_cast<uint8_t>((next_ + 1) % protocol::kCommandMemory);
  if (count_ < protocol::kCommandMemory) ++count_;
}

}  // namespace homesync
