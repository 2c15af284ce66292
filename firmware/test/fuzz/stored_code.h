#pragma once

#include <stdint.h>

#include "homesync/text.h"

/**
 * How the inputs of the stored target say what lies in the flash: a byte with an index
 * into kKeys; the number of bytes; the bytes; then the next record.
 */
namespace homesync::fuzz::stored_code {

constexpr Text kKeys[] = {"settings", "ota",       "energy",      "protection",
                          "relay",    "client_id", "trust_anchor"};
constexpr uint8_t kKeyCount = sizeof kKeys / sizeof kKeys[0];

constexpr uint8_t kKeyMask = 0x07;

/** A checksum that is right follows the bytes. */
constexpr uint8_t kChecksum = 0x80;

}  // namespace homesync::fuzz::stored_code
