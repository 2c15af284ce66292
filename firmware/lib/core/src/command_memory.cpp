#include "homesync/command_memory.h"

#include "homesync/fnv.h"

namespace homesync {

const Outcome* CommandMemory::find(Text request_id) const {
  const uint64_t hash = fnv1a(request_id);
  for (uint8_t i = 0; i < count_; ++i) {
    const Entry& entry = entries_[i];
    const uint64_t known = static_cast<uint64_t>(entry.hash_high) << 32 | entry.hash_low;
    if (known == hash) return &entry.outcome;
  }
  return nullptr;
}

void CommandMemory::remember(Text request_id, const Outcome& outcome) {
  const uint64_t hash = fnv1a(request_id);
  entries_[next_] = {static_cast<uint32_t>(hash), static_cast<uint32_t>(hash >> 32), outcome};
  next_ = static_cast<uint8_t>((next_ + 1) % protocol::kCommandMemory);
  if (count_ < protocol::kCommandMemory) ++count_;
}

}  // namespace homesync
