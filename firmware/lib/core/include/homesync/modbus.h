#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync::modbus {

/** CRC-16/Modbus: polynomial 0xA001 reflected, initial value 0xFFFF. */
uint16_t crc16(const uint8_t* bytes, size_t size);

constexpr size_t kCrcSize = 2;

/** Puts the CRC of the first `size` bytes behind them, low byte first; answers the new size. */
size_t append_crc(uint8_t* frame, size_t size);

/** Whether the last two of `size` bytes are the CRC of those before; false below four bytes. */
bool has_valid_crc(const uint8_t* frame, size_t size);

/** A 16-bit register: high byte first, at any alignment. */
uint16_t register_at(const uint8_t* bytes);
void put_register(uint8_t* bytes, uint16_t value);

/** Bytes of every request that names a register and a count or value (functions 3, 4 and 6). */
constexpr size_t kRegisterRequestSize = 8;

/** Builds address, function, register, count or value, and CRC; writes kRegisterRequestSize bytes.
 */
void build_register_request(uint8_t address, uint8_t function, uint16_t first, uint16_t value,
                            uint8_t* frame);

}  // namespace homesync::modbus
