#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

/** Bytes of the CRC-32 at the end of a stored record, low byte first. */
constexpr size_t kRecordCrcSize = 4;

/** Writes the CRC-32 of the first `size` bytes behind them. */
void put_record_crc(uint8_t* record, size_t size);

/** Whether the first `size` bytes have their CRC-32 behind them. */
bool has_record_crc(const uint8_t* record, size_t size);

}  // namespace homesync
