#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/protocol.h"

/** The interface of the WebAssembly body is these functions, in files by what they are about. */
#define HOMESYNC_EXPORT(name) extern "C" __attribute__((export_name(#name)))

/** Strings pass through here in both directions. */
extern "C" char* scratch();

namespace homesync::wasm {

/** A topic and a payload one byte longer than the largest command. */
constexpr size_t kScratchSize = 4096;
static_assert(kScratchSize > 2 * protocol::kMaxCommandBytes);

/** Whether two strings, one behind the other, are within the scratch. */
constexpr bool fits(uint32_t first, uint32_t second) {
  return first <= kScratchSize && second <= kScratchSize - first;
}

}  // namespace homesync::wasm
