#pragma once

#include <stdint.h>

#include "homesync/hex32.h"
#include "homesync/identity.h"
#include "homesync/ports/random.h"
#include "homesync/ports/store.h"
#include "homesync/protocol.h"
#include "homesync/text.h"
#include "homesync/topic_path.h"

namespace homesync {

/**
 * `homesync_{home_id}_{node_id}_{random}` (specification, "Authentication"). The random part is
 * made once and stored: with a persistent session, a new client id at every boot would leave an
 * orphaned session on the broker (design: client id).
 */
class ClientId {
 public:
  static constexpr size_t kRandomLength = Hex32::kLength;
  using Buffer =
      FixedText<length_of(protocol::kRoot) + 2 * protocol::kMaxIdentifier + kRandomLength + 3>;

  /** Reads the random part, or makes and stores it. False when it could not be stored: the next
   * boot makes another. */
  bool load(StorePort& store, RandomPort& random);

  void write(const Identity& identity, Buffer& out) const;

 private:
  uint32_t random_part_ = 0;
};

}  // namespace homesync
