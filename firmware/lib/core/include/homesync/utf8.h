#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** Whether the bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
 */
bool is_utf8(Text bytes);

constexpr size_t kMaxUtf8Bytes = 4;

/** Writes a code point of Unicode (no surrogate) as 1 to kMaxUtf8Bytes bytes; answers how many. */
size_t encode_utf8(uint32_t code_point, char* out);

}  // namespace homesync
