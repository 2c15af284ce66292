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
    const auto value_size = static_cast<size_t>(bytes_[at + 1] | bytes_[at + 2] << 8);
    record = {at, bytes_[at], value_size};
    const char* name = reinterpret_cast<const char*>(bytes_ + at + kRecordOverhead);
    if (Text(name, record.key_size) == key) return true;
  }
  return false;
}

size_t Flash::read(Text key, void* value, size_t capacity) {
  Record record{};
  if (!find(key, record)) return 0;
  const size_t count = record.value_size < capacity ? record.value_size : capacity;
  if (count > 0) memcpy(value, bytes_ + record.value(), count);
  return record.value_size;
}

bool Flash::write(Text key, const void* value, size_t size) {
  if (failing_ || !is_key(key) || size == 0) return false;
  Record old{};
  const bool exists = find(key, old);
  const size_t free = kCapacity - used_ + (exists ? old.size() : 0);
  const size_t overhead = kRecordOverhead + key.size;
  if (overhead > free || size > free - overhead) return false;
  if (exists) erase(old);
  uint8_t* record = bytes_ + used_;
  record[0] = static_cast<uint8_t>(key.size);
  record[1] = static_cast<uint8_t>(size & 0xFF);
  record[2] = static_cast<uint8_t>(size >> 8);
  memcpy(record + kRecordOverhead, key.data, key.size);
  memcpy(record + overhead, value, size);
  used_ += overhead + size;
  return true;
}

bool Flash::remove(Text key) {
  if (failing_) return false;
  Record record{};
  if (find(key, record)) erase(record);
  return true;
}

void Flash::erase(const Record& record) {
  const size_t end = record.start + record.size();
  memmove(bytes_ + record.start, bytes_ + end, used_ - end);
  used_ -= record.size();
}

}  // namespace homesync::simulated
