#include "homesync/record_crc.h"

#include "homesync/crc32.h"

namespace homesync {

void put_record_crc(uint8_t* record, size_t size) {
  const uint32_t crc = crc32(record, size);
  for (size_t i = 0; i < kRecordCrcSize; ++i) record[size + i] = static_cast<uint8_t>(crc >> 8 * i);
}

bool has_record_crc(const uint8_t* record, size_t size) {
  const uint32_t crc = crc32(record, size);
  for (size_t i = 0; i < kRecordCrcSize; ++i) {
    if (record[size + i] != static_cast<uint8_t>(crc >> 8 * i)) return false;
  }
  return true;
}

}  // namespace homesync
