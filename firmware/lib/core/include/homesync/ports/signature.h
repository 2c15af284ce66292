#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/sha256.h"

namespace homesync {

/** The public key that updates are signed for, which came with the firmware. */
class SignaturePort {
 public:
  /**
   * Whether `signature` (ASN.1 DER) is one of ECDSA P-256 over `digest` by the key's owner; false
   * also when the body has no key. The one call of a port that may take long: a third of a second
   * on a board.
   */
  virtual bool verify(const Sha256Digest& digest, const uint8_t* signature, size_t size) = 0;

 protected:
  ~SignaturePort() = default;
};

}  // namespace homesync
