#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

/** CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), bit by bit: short records, no table. */
uint32_t crc32(const uint8_t* bytes, size_t size);

}  // namespace homesync
