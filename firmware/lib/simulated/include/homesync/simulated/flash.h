#pragma once

#include <stdint.h>

#include "homesync/ports/store.h"

namespace homesync::simulated {

/** Where a flash finds more room once its own is used up. */
class FlashRoom {
 public:
  /** Memory that outlives the flash, and its size; null when there is none. */
  virtual uint8_t* take(size_t& size) = 0;

 protected:
  ~FlashRoom() = default;
};

/**
 * A key-value store of fixed size that outlives the node: keep it, and make a new node on it. It
 * replaces a value as the board's file system does: the new one is written beside the old, byte by
 * byte, and then takes its place in one step, so that both need room for a moment.
 */
class Flash final : public StorePort {
 public:
  /** `room`: asked once, when the flash's own room does not do; null for none. */
  explicit Flash(FlashRoom* room = nullptr) : room_(room) {}

  /** Bytes for all records together, without more room; a record takes its key, its value and
   * kRecordOverhead. */
  static constexpr size_t kCapacity = 512;
  static constexpr size_t kRecordOverhead = 3;

  size_t read(Text key, void* value, size_t capacity) override;
  bool write(Text key, const void* value, size_t size) override;
  bool remove(Text key) override;

  /** A worn-out flash: nothing can be written or removed until this is taken back; reads go on. */
  void set_failing(bool failing) { failing_ = failing; }

  /**
   * The supply fails when `steps` more have been done: a step is one byte written, or the one in
   * which a whole value takes its place or is removed. From then on nothing is written.
   */
  void cut_power_after(uint32_t steps) { steps_left_ = steps; }

  /** The supply fails now. */
  void lose_power() { steps_left_ = kCut; }

  /** The supply is there again, without the value that was half written. */
  void restore_power() { steps_left_ = kUnlimited; }

  /** A cut that was asked for has happened. */
  bool lost_power() const { return steps_left_ == kCut; }

  /** Bytes in use. */
  size_t used() const { return used_; }

 private:
  struct Record;
  bool find(Text key, Record& record) const;
  void erase(const Record& record, size_t end);
  bool has_room(size_t size);
  uint8_t* bytes() { return large_ == nullptr ? bytes_ : large_; }
  const uint8_t* bytes() const { return large_ == nullptr ? bytes_ : large_; }
  bool take_step();
  bool program(size_t& at, uint8_t byte);
  bool program(size_t& at, const void* bytes, size_t size);

  static constexpr uint32_t kUnlimited = UINT32_MAX;
  /** The next step was asked for and not done. */
  static constexpr uint32_t kCut = UINT32_MAX - 1;

  /** Records one behind the other: key length, value length (two bytes, low first), key, value. */
  uint8_t bytes_[kCapacity] = {};
  FlashRoom* room_;
  uint8_t* large_ = nullptr;
  size_t capacity_ = kCapacity;
  size_t used_ = 0;
  uint32_t steps_left_ = kUnlimited;
  bool failing_ = false;
};

}  // namespace homesync::simulated
