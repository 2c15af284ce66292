#pragma once

#include <stddef.h>

#include "homesync/text.h"

namespace homesync {

/** Values that outlive a power cut, by key. A key has 1 to kMaxKey characters of `[a-z0-9_]`. */
class StorePort {
 public:
  static constexpr size_t kMaxKey = 15;

  /** Copies at most `capacity` bytes of a value; answers its whole size, 0 when there is none. */
  virtual size_t read(Text key, void* value, size_t capacity) = 0;

  /**
   * Replaces a value as one step: after a failure (false) or a power cut in the middle, the old
   * value is there, whole.
   */
  virtual bool write(Text key, const void* value, size_t size) = 0;

  /** Removes a value; true when none is left, also when there was none. */
  virtual bool remove(Text key) = 0;

 protected:
  ~StorePort() = default;
};

}  // namespace homesync
