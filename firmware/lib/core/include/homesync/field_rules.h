#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_reader.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** Whether a decoded text has the form that the schema asks for. */
using TextRule = bool (*)(Text);

/** RFC 4648, section 4, without the padding. */
bool is_base64_digit(char character);

bool is_request_id(Text text);
/** Digits and separators of a timestamp where they belong; the calendar is another check. */
bool is_timestamp_shaped(Text text);
bool is_target(Text text);
/** Semantic version without build metadata. */
bool is_firmware_version(Text text);
bool is_sha256(Text text);
/** Base64 of an ASN.1 DER signature. */
bool is_signature(Text text);
/** Printable ASCII of at most `max_length` characters. */
bool is_printable(Text text, size_t max_length);

/** Whether a value is a text that `rule` accepts: kNone, kMissingField, kWrongType or kOutOfRange.
 */
protocol::ErrorCode check_text(JsonValue value, TextRule rule);

/** The same for `http://` or `https://` and printable ASCII without spaces, which is longer than
 * the stack has room for. */
protocol::ErrorCode check_url(JsonValue value);

/** A whole number from `min` to `max`; a fraction is kOutOfRange, as JSON has one kind of number.
 */
protocol::ErrorCode read_whole(JsonValue value, uint32_t min, uint32_t max, uint32_t& out);

}  // namespace homesync
