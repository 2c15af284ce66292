#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** Reads exactly `size` bytes, two lower-case digits each; false, with `out` spoiled, if not. */
bool decode_hexadecimal(Text text, uint8_t* out, size_t size);

}  // namespace homesync
