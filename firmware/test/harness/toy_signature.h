#pragma once

#include <string.h>

#include "homesync/ports/signature.h"
#include "homesync/sha256.h"

namespace homesync::test {

/**
 * Stands in for elliptic curves, which need a library that not every body of these tests has: a
 * signature is the SHA-256 of the bytes and then zeros. The real ones are in the tests of the
 * virtual node.
 */
class ToySignature final : public SignaturePort {
 public:
  static constexpr size_t kSize = 48;

  static void sign(Text bytes, uint8_t (&signature)[kSize]) {
    Sha256 hash;
    hash.update(bytes.data, bytes.size);
    const Sha256Digest digest = hash.finish();
    memset(signature, 0, kSize);
    memcpy(signature, digest.bytes, Sha256Digest::kSize);
  }

  bool verify(Text bytes, const uint8_t* signature, size_t size) override {
    uint8_t expected[kSize];
    sign(bytes, expected);
    return size == kSize && memcmp(signature, expected, kSize) == 0;
  }
};

}  // namespace homesync::test
