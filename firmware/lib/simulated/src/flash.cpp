#include "homesync/simulated/flash.h"

#include <string.h>

namespace homesync::simulated {

namespace {

bool is_key(Text key) {
  if (key.empty() || key.size > StorePort::kMaxKey) return false;
  for (size_t i = 0; i < key.size; ++i) {
    const char c = key.data[i];
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!allowed) return false;
  }
  return true;
}

}  // namespace

struct Flash::Record {
  size_t start;
  size_t key_size;
  size_t value_size;

  size_t value() const { return start + kRecordOverhead + key_size; }
  size_t size() const { return kRecordOverhead + key_size + value_size; }
};

bool Flash::find(Text key, Record& record) const {
  for (size_t at = 0; at < used_; at += record.size()) {
    const auto value_size = static_cast<size_t>(bytes()[at + 1] | bytes()[at + 2] << 8);
    record = {at, bytes()[at], value_size};
    const char* name = reinterpret_cast<const char*>(bytes() + at + kRecordOverhead);
    if (Text(name, record.key_size) == key) return true;
  }
  return false;
}

size_t Flash::read(Text key, void* value, size_t capacity) {
  Record record{};
  if (!find(key, record)) return 0;
  const size_t count = record.value_size < capacity ? record.value_size : capacity;
  if (count > 0) memcpy(value, bytes() + record.value(), count);
  return record.value_size;
}

bool Flash::write(Text key, const void* value, size_t size) {
  if (failing_ || lost_power() || !is_key(key) || size == 0) return false;
  if (!has_room(kRecordOverhead + key.size + size)) return false;
  size_t end = used_;
  const bool whole = program(end, static_cast<uint8_t>(key.size)) &&
                     program(end, static_cast<uint8_t>(size & 0xFF)) &&
                     program(end, static_cast<uint8_t>(size >> 8)) &&
                     program(end, key.data, key.size) && program(end, value, size);
  if (!whole || !take_step()) return false;
  Record old{};
  const bool exists = find(key, old);
  used_ = end;
  if (exists) erase(old, end);
  return true;
}

bool Flash::has_room(size_t size) {
  if (size <= capacity_ - used_) return true;
  size_t larger = 0;
  uint8_t* memory = large_ == nullptr && room_ != nullptr ? room_->take(larger) : nullptr;
  if (memory == nullptr || larger < used_ || size > larger - used_) return false;
  memcpy(memory, bytes_, used_);
  large_ = memory;
  capacity_ = larger;
  return true;
}

bool Flash::remove(Text key) {
  if (failing_ || lost_power()) return false;
  Record record{};
  if (!find(key, record)) return true;
  if (!take_step()) return false;
  erase(record, used_);
  return true;
}

void Flash::erase(const Record& record, size_t end) {
  const size_t next = record.start + record.size();
  memmove(bytes() + record.start, bytes() + next, end - next);
  used_ = end - record.size();
}

bool Flash::take_step() {
  if (lost_power()) return false;
  if (steps_left_ == kUnlimited) return true;
  steps_left_ = steps_left_ == 0 ? kCut : steps_left_ - 1;
  return !lost_power();
}

bool Flash::program(size_t& at, uint8_t byte) {
  if (!take_step()) return false;
  bytes()[at++] = byte;
  return true;
}

bool Flash::program(size_t& at, const void* bytes, size_t size) {
  const auto* from = static_cast<const uint8_t*>(bytes);
  for (size_t i = 0; i < size; ++i) {
    if (!program(at, from[i])) return false;
  }
  return true;
}

}  // namespace homesync::simulated
