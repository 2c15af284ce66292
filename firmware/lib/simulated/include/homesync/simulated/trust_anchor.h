#pragma once

#include "homesync/crc32.h"
#include "homesync/ports/trust_anchor.h"

namespace homesync::simulated {

/** The TLS of a body that takes whatever looks like one whole DER sequence of at least 128 bytes
 * (X.690, 8.1.3): no certificate is shorter. It verifies nothing with it. */
class TrustAnchor final : public TrustAnchorPort {
 public:
  bool accepts(const uint8_t* der, size_t size) override {
    if (size < 4 || der[0] != 0x30) return false;
    if (der[1] == 0x81) return size == size_t{3} + der[2];
    return der[1] == 0x82 && size == size_t{4} + der[2] * size_t{256} + der[3];
  }

  void trust(const uint8_t* der, size_t size) override {
    checksum_ = size == 0 ? 0 : crc32(der, size);
  }

  /** CRC-32 of the certificate that is trusted; 0 for none. */
  uint32_t checksum() const { return checksum_; }

 private:
  uint32_t checksum_ = 0;
};

}  // namespace homesync::simulated
