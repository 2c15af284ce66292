#pragma once

#include <stdint.h>

#include "homesync/outcome.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/**
 * The outcomes of the last protocol::kCommandMemory commands by request_id, so that a repeat is
 * answered without acting again (design: commands). Keeps a hash of 64 bits, not the id itself.
 */
class CommandMemory {
 public:
  /** Null when the request_id is not remembered. */
  const Outcome* find(Text request_id) const;

  /** Forgets the oldest when full. `request_id` is not remembered yet. */
  void remember(Text request_id, const Outcome& outcome);

 private:
  /** The hash in two halves: whole, it would be aligned to 8 bytes at a cost of 4 an entry. */
  struct Entry {
    uint32_t hash_low = 0;
    uint32_t hash_high = 0;
    Outcome outcome;
  };

  Entry entries_[protocol::kCommandMemory];
  /** Where the next one goes. */
  uint8_t next_ = 0;
  uint8_t count_ = 0;
};

}  // namespace homesync
