#include "homesync/modbus.h"

namespace homesync::modbus {

/**
 * A byte at a time and without a table: eight steps of the polynomial 0xA001 are two shifts of the
 * byte and, where its parity is odd, 0xC001. A simulator computes four of these a second for each
 * of its nodes.
 */
uint16_t crc16(const uint8_t* bytes, size_t size) {
  constexpr uint32_t kOddNibbles = 0x6996;
  uint32_t crc = 0xFFFF;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t low = (crc ^ bytes[i]) & 0xFF;
    const uint32_t is_odd = (kOddNibbles >> ((low ^ (low >> 4)) & 0xF)) & 1;
    crc = (crc >> 8) ^ (low << 6) ^ (low << 7) ^ (is_odd * 0xC001);
  }
  return static_cast<uint16_t>(crc);
}

size_t append_crc(uint8_t* frame, size_t size) {
  const uint16_t crc = crc16(frame, size);
  frame[size] = static_cast<uint8_t>(crc & 0xFF);
  frame[size + 1] = static_cast<uint8_t>(crc >> 8);
  return size + kCrcSize;
}

bool has_valid_crc(const uint8_t* frame, size_t size) {
  constexpr size_t kShortestFrame = 4;
  if (size < kShortestFrame) return false;
  const uint16_t crc = crc16(frame, size - kCrcSize);
  return frame[size - 2] == (crc & 0xFF) && frame[size - 1] == crc >> 8;
}

uint16_t register_at(const uint8_t* bytes) {
  return static_cast<uint16_t>((bytes[0] << 8) | bytes[1]);
}

void put_register(uint8_t* bytes, uint16_t value) {
  bytes[0] = static_cast<uint8_t>(value >> 8);
  bytes[1] = static_cast<uint8_t>(value & 0xFF);
}

void build_register_request(uint8_t address, uint8_t function, uint16_t first, uint16_t value,
                            uint8_t* frame) {
  frame[0] = address;
  frame[1] = function;
  put_register(frame + 2, first);
  put_register(frame + 4, value);
  append_crc(frame, kRegisterRequestSize - kCrcSize);
}

}  // namespace homesync::modbus
