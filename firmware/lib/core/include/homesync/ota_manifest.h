#pragma once

#include <stdint.h>

#include "homesync/sha256.h"
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

/**
 * What the signature of an update is made over: the SHA-256 of the protocol's `otaSignedBytes`, one
 * line a field (protocol/vectors/manifests.json holds the vectors of both).
 */
Sha256Digest digest_of(const OtaManifest& manifest);

}  // namespace homesync
