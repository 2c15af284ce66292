#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/**
 * Reads base64 (RFC 4648, section 4), with its padding or without; `size`: how many bytes it is.
 * False, with `out` spoiled, when it is none, when the bits after the last byte are not zero, or
 * when it does not fit.
 */
bool decode_base64(Text text, uint8_t* out, size_t capacity, size_t& size);

}  // namespace homesync
