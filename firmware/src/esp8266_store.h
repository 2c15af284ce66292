#pragma once

#include "homesync/ports/store.h"

namespace homesync::board {

/**
 * One LittleFS file a key. A value is written beside the old one and renamed over it, which
 * LittleFS does as one step even when the power fails in the middle.
 */
class Esp8266Store final : public StorePort {
 public:
  /** Mounts the file system, formatting it on the first boot; false when the flash fails. */
  bool begin();

  size_t read(Text key, void* value, size_t capacity) override;
  bool write(Text key, const void* value, size_t size) override;
  bool remove(Text key) override;
};

}  // namespace homesync::board
