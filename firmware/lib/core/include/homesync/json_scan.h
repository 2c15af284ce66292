#pragma once

#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/**
 * Whether a received document may be read with JsonObject: well-formed UTF-8 (else kBadUtf8), then
 * the grammar of RFC 8259 with the first fault in byte order deciding: kBadJson, kTooDeep (nested
 * deeper than protocol::kMaxJsonDepth), kDuplicateKey (compared after the escapes are decoded),
 * kBadUtf8 (an escape that names a lone surrogate); and last kNotAnObject. kNone when it may.
 *
 * The same rules in the same order as the TypeScript codec; one set of vectors tests both. Uses a
 * bounded stack and no storage. Its time grows with the square of the number of members of an
 * object, so the caller bounds the size first (protocol::kMaxCommandBytes).
 */
protocol::ErrorCode validate(Text document);

}  // namespace homesync
