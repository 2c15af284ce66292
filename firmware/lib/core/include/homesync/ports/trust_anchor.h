#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

/** The body's TLS, as far as an additional root certificate goes. The built-in roots always stay.
 */
class TrustAnchorPort {
 public:
  /**
   * Whether these bytes are one whole X.509 certificate (DER) of an authority, of a key that the
   * body can verify with. Asked before anything is stored.
   */
  virtual bool accepts(const uint8_t* der, size_t size) = 0;

  /**
   * From the next connect on this root is trusted as well, in place of any that was named here
   * before; none when `size` is 0. The bytes are valid during the call only.
   */
  virtual void trust(const uint8_t* der, size_t size) = 0;

 protected:
  ~TrustAnchorPort() = default;
};

}  // namespace homesync
