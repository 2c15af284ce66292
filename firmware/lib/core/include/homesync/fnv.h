#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/**
 * FNV-1a of 64 bits (Fowler, Noll, Vo; offset basis and prime of their reference). Two different
 * texts share a value with a chance of one in 2^64 where nobody tries to make them; it is no
 * defence against one who does. Computed in 32-bit steps: the lx106 has no 64-bit multiplication.
 */
uint64_t fnv1a(Text text);

}  // namespace homesync
