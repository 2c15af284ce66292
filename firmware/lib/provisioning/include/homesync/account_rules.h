#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** How an account keeps a flag. */
constexpr Text kFlagTrue = "true";
constexpr Text kFlagFalse = "false";

/** Whether a text is what the field takes; empty only where the protocol lets it be. */
bool follows_rule(protocol::AccountField field, Text value);

/** A TCP port, 1 to 65535, in decimal without leading zeros. False when it is none. */
bool read_port(Text digits, uint16_t& port);

/** Which field has this name; false when none. */
bool find_account_field(Text name, protocol::AccountField& field);

}  // namespace homesync
