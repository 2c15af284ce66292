#pragma once

#include "homesync/ports/signature.h"

namespace homesync::board {

/** ECDSA P-256 by BearSSL, with the public key of firmware/secrets.ini; without one, nothing
 * passes. */
class Esp8266Signature final : public SignaturePort {
 public:
  bool verify(Text bytes, const uint8_t* signature, size_t size) override;
};

}  // namespace homesync::board
