#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** The public key that updates are signed for, which came with the firmware. */
class SignaturePort {
 public:
  /**
   * Whether `signature` (ASN.1 DER) is one by the key's owner over `bytes`: ECDSA on P-256 with
   * SHA-256. False also when the body has no key. The one call of a port that may take long: a
   * third of a second on a board.
   */
  virtual bool verify(Text bytes, const uint8_t* signature, size_t size) = 0;

 protected:
  ~SignaturePort() = default;
};

}  // namespace homesync
