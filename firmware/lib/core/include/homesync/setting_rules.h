#pragma once

#include "homesync/command.h"
#include "homesync/json_reader.h"
#include "homesync/protocol.h"
#include "homesync/settings.h"

namespace homesync {

/** Which setting a member's name is; false when none. */
bool find_setting(JsonValue name, protocol::Setting& setting);

/**
 * A number in units of 10^-decimals or the index of a choice; for a text only the check.
 * kWrongType or kOutOfRange when the setting does not take the value.
 */
protocol::ErrorCode read_setting(protocol::Setting setting, JsonValue value, int32_t& number);

/** Reads a value into `settings`; false, and nothing changed, when the setting does not take it. */
bool apply_setting(protocol::Setting setting, JsonValue value, Settings& settings);

/** Whether every member is a setting (unknown ones are found first) and every value in its range;
 * `fault` says which is not. */
bool check_settings(JsonObject settings, CommandFault& fault);

}  // namespace homesync
