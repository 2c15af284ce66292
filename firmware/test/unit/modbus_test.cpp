#include "homesync/modbus.h"

#include <string.h>

#include "test.h"

using namespace homesync::modbus;

// The frames of the PZEM-004T reference; the replies were captured from meters.

TEST("the CRC of captured frames is right, low byte first") {
  const uint8_t first[] = {0x01, 0x04, 0x14, 0x08, 0xD1, 0x00, 0x6C, 0x00, 0x00,
                           0x00, 0xF4, 0x00, 0x00, 0x00, 0x26, 0x00, 0x00, 0x01,
                           0xF4, 0x00, 0x64, 0x00, 0x00, 0x51, 0x34};
  const uint8_t second[] = {0x01, 0x04, 0x14, 0x08, 0x2C, 0x07, 0x49, 0x00, 0x00,
                            0x0E, 0xF5, 0x00, 0x00, 0x4A, 0xE6, 0x00, 0x03, 0x01,
                            0xF4, 0x00, 0x62, 0x00, 0x00, 0x1B, 0xDD};
  const uint8_t reset[] = {0x01, 0x42, 0x80, 0x11};
  const uint8_t read_error[] = {0x01, 0x84, 0x01, 0x82, 0xC0};
  const uint8_t reset_error[] = {0x01, 0xC2, 0x01, 0xB0, 0xA0};
  CHECK(has_valid_crc(first, sizeof first));
  CHECK(has_valid_crc(second, sizeof second));
  CHECK(has_valid_crc(reset, sizeof reset));
  CHECK(has_valid_crc(read_error, sizeof read_error));
  CHECK(has_valid_crc(reset_error, sizeof reset_error));
}

TEST("every single flipped bit of a frame is noticed") {
  uint8_t frame[] = {0x01, 0x04, 0x00, 0x00, 0x00, 0x0A, 0x70, 0x0D};
  CHECK(has_valid_crc(frame, sizeof frame));
  for (size_t bit = 0; bit < 8 * sizeof frame; ++bit) {
    const auto mask = static_cast<uint8_t>(1U << (bit % 8));
    frame[bit / 8] = static_cast<uint8_t>(frame[bit / 8] ^ mask);
    CHECK(!has_valid_crc(frame, sizeof frame));
    frame[bit / 8] = static_cast<uint8_t>(frame[bit / 8] ^ mask);
  }
}

TEST("fewer than four bytes are no frame") {
  const uint8_t empty_with_crc[] = {0xFF, 0xFF};
  CHECK(!has_valid_crc(empty_with_crc, 2));
  CHECK(!has_valid_crc(empty_with_crc, 0));
}

TEST("requests are built byte for byte as the reference has them, at any alignment") {
  const uint8_t read_all[] = {0x01, 0x04, 0x00, 0x00, 0x00, 0x0A, 0x70, 0x0D};
  const uint8_t set_address[] = {0x01, 0x06, 0x00, 0x02, 0x00, 0x05, 0xE8, 0x09};
  for (size_t offset = 0; offset < 4; ++offset) {
    uint8_t buffer[kRegisterRequestSize + 4];
    build_register_request(0x01, 0x04, 0, 10, buffer + offset);
    CHECK_EQ(memcmp(buffer + offset, read_all, sizeof read_all), 0);
    build_register_request(0x01, 0x06, 2, 5, buffer + offset);
    CHECK_EQ(memcmp(buffer + offset, set_address, sizeof set_address), 0);
  }
}

TEST("a short frame gets its CRC behind it") {
  uint8_t frame[4] = {0x01, 0x42};
  CHECK_EQ(append_crc(frame, 2), 4U);
  CHECK_EQ(frame[2], 0x80);
  CHECK_EQ(frame[3], 0x11);
}

TEST("registers have their high byte first, at any alignment") {
  uint8_t bytes[6];
  for (size_t offset = 0; offset < 4; ++offset) {
    put_register(bytes + offset, 0x12AB);
    CHECK_EQ(bytes[offset], 0x12);
    CHECK_EQ(register_at(bytes + offset), 0x12AB);
  }
}
