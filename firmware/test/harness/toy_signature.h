#pragma once

#include <string.h>

#include "homesync/ports/signature.h"

namespace homesync::test {

/**
 * Stands in for elliptic curves, which need a library that not every body of these tests has: a
 * signature is the digest and then zeros. The real ones are in the tests of the virtual node.
 */
class ToySignature final : public SignaturePort {
 public:
  static constexpr size_t kSize = 48;

  static void sign(const Sha256Digest& digest, uint8_t (&signature)[kSize]) {
    memset(signature, 0, kSize);
    memcpy(signature, digest.bytes, Sha256Digest::kSize);
  }

  bool verify(const Sha256Digest& digest, const uint8_t* signature, size_t size) override {
    uint8_t expected[kSize];
    sign(digest, expected);
    return size == kSize && memcmp(signature, expected, kSize) == 0;
  }
};

}  // namespace homesync::test
