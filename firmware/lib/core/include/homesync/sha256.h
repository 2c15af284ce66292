#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

struct Sha256Digest {
  static constexpr size_t kSize = 32;

  uint8_t bytes[kSize] = {};
};

bool operator==(const Sha256Digest& left, const Sha256Digest& right);
inline bool operator!=(const Sha256Digest& left, const Sha256Digest& right) {
  return !(left == right);
}

/** SHA-256 (FIPS 180-4) of bytes that come in pieces, at most 2^32 - 1 of them. */
class Sha256 {
 public:
  void update(const void* bytes, size_t size);

  /** The digest of all bytes so far; then the object is as new. */
  Sha256Digest finish();

 private:
  static constexpr size_t kBlock = 64;
  static constexpr size_t kWords = 8;

  void add(uint8_t byte);
  void compress();

  /** FIPS 180-4, 5.3.3 */
  uint32_t state_[kWords] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  /** Bytes so far. */
  uint32_t length_ = 0;
  /** The last of them that have not filled a block yet. */
  uint8_t block_[kBlock];
};

}  // namespace homesync
