#pragma once

#include <stdint.h>

#include "homesync/ports/store.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

enum class UpdatePhase : uint8_t { kNone, kDownloading, kCommitted };

/**
 * What the node must know of an update after the restart that ends it, planned or not: who asked,
 * and which version is to run. Stored under one key.
 */
class UpdateRecord {
 public:
  explicit UpdateRecord(StorePort& store) : store_(store) {}

  /** Stores that an update has begun; false when it could not be. */
  bool begin(Text request_id, Text version);

  /** The image is about to be committed. */
  bool mark_committed();

  /** kNone when there is no record, or none that can be read. `is_version`: `version` is the one
   * that the update was to bring. */
  UpdatePhase load(Text version, FixedText<protocol::kRequestIdMaxLength>& request_id,
                   bool& is_version);

  void remove();

 private:
  StorePort& store_;
};

}  // namespace homesync
