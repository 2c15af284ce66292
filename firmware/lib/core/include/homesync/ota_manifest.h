#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** The signed part of an update: everything that decides what will run, so not the url. */
struct OtaManifest {
  Text target;
  Text version;
  /** bytes of the image */
  uint32_t size = 0;
  /** lower-case hexadecimal */
  Text sha256;
  bool allow_downgrade = false;
};

/** Every line at its longest: the size has ten digits at most, the last line one. */
using OtaSignedBytes =
    FixedText<sizeof protocol::kOtaSignedFirstLine + protocol::kTargetMaxLength +
              protocol::kFirmwareVersionMaxLength + 10 + protocol::kOtaSha256MaxLength + 1 + 5>;

/**
 * What the signature of an update is made over: the protocol's `otaSignedBytes`, one line a field
 * (protocol/vectors/manifests.json holds the vectors of both).
 */
void write_signed_bytes(const OtaManifest& manifest, OtaSignedBytes& bytes);

}  // namespace homesync
