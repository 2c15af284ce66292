#include "homesync/crc32.h"

#include "test.h"

TEST("crc32: the check value of the catalogue, and of nothing") {
  const uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  CHECK_EQ(homesync::crc32(digits, sizeof digits), 0xCBF43926U);
  CHECK_EQ(homesync::crc32(digits, 0), 0U);
}
