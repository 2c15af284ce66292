#pragma once

#include "homesync/ports/store.h"

namespace homesync::simulated {

/** A key-value store of fixed size that outlives the node: keep it, and make a new node on it. */
class Flash final : public StorePort {
 public:
  /** Bytes for all records together; a record takes its key, its value and kRecordOverhead. */
  static constexpr size_t kCapacity = 512;
  static constexpr size_t kRecordOverhead = 3;

  size_t read(Text key, void* value, size_t capacity) override;
  bool write(Text key, const void* value, size_t size) override;
  bool remove(Text key) override;

  /** A worn-out flash: nothing can be written or removed until this is taken back; reads go on. */
  void set_failing(bool failing) { failing_ = failing; }

  /** Bytes in use. */
  size_t used() const { return used_; }

 private:
  struct Record;
  bool find(Text key, Record& record) const;
  void erase(const Record& record);

  /** Records one behind the other: key length, value length (two bytes, low first), key, value. */
  uint8_t bytes_[kCapacity] = {};
  size_t used_ = 0;
  bool failing_ = false;
};

}  // namespace homesync::simulated
