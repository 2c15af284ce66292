#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_reader.h"
#include "homesync/ports/store.h"
#include "homesync/ports/trust_anchor.h"
#include "homesync/protocol.h"

namespace homesync {

/**
 * The one root certificate that the node trusts beside the built-in ones, kept in the store and not
 * in RAM. A wrong one cannot lock anyone out, as the others stay.
 *
 * Format 1: the certificate (DER), the byte 1, a CRC-32 of all before it.
 */
class TrustAnchors {
 public:
  static constexpr uint8_t kFormat = 1;

  TrustAnchors(StorePort& store, TrustAnchorPort& port) : store_(store), port_(port) {}

  /** Names the stored one to the body. False when there is something that is none. */
  bool start();

  /**
   * Decodes it (base64 of DER), asks the body whether it can be used, stores it, names it to the
   * body. kBadCertificate or kStorageFault, and nothing changed, when that fails. `certificate`:
   * accepted by check_certificate().
   */
  protocol::ErrorCode set(JsonValue certificate);

  /** Removes it, also from what the body trusts. False when it could not be removed. */
  bool remove();

  /** CRC-32 of the stored certificate, by which people know it again. False when there is none. */
  bool checksum(uint32_t& crc);

 private:
  struct Record;
  bool load(Record& record);

  StorePort& store_;
  TrustAnchorPort& port_;
};

/** Whether a value has the form that the protocol gives a certificate: kNone, kMissingField,
 * kWrongType or kOutOfRange. */
protocol::ErrorCode check_certificate(JsonValue value);

}  // namespace homesync
