#pragma once

#include <stdint.h>

#include "homesync/json_reader.h"
#include "homesync/moment.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** `command/led`, action `blink`. */
struct LedBlink {
  uint32_t count = protocol::kLedCountDefault;
  /** One flash and its pause, ms. */
  uint32_t period_ms = protocol::kLedPeriodMsDefault;
};

/**
 * `command/ota`, action `update`. The texts stay in the payload, as they take more than the stack
 * has to spare; each has its form, read it with JsonValue::as_text.
 */
struct OtaUpdate {
  JsonValue url;
  JsonValue target;
  JsonValue version;
  /** bytes of the image */
  uint32_t size = 0;
  JsonValue sha256;
  bool allow_downgrade = false;
  JsonValue signature;
};

/** A command that its schema accepts. Valid as long as the payload that it was read from. */
struct Command {
  Command();

  protocol::Topic topic = protocol::Topic::kCommandRelay;
  /** By `topic`: a protocol::RelayAction, LedAction, ConfigAction or OtaAction. */
  uint8_t action = 0;
  FixedText<protocol::kRequestIdMaxLength> request_id;
  /** When it was sent; not known when the sender left it out. */
  Moment sent;
  LedBlink blink;
  /** `command/config`, action `set`: every member is a setting with a value in its range. */
  JsonObject settings;
  OtaUpdate update;
  /** `command/config`, action `set_trust_anchor`: has its form (check_certificate). */
  JsonValue certificate;

  bool is(protocol::RelayAction wanted) const {
    return topic == protocol::Topic::kCommandRelay && action == static_cast<uint8_t>(wanted);
  }
  bool is(protocol::LedAction wanted) const {
    return topic == protocol::Topic::kCommandLed && action == static_cast<uint8_t>(wanted);
  }
  bool is(protocol::ConfigAction wanted) const {
    return topic == protocol::Topic::kCommandConfig && action == static_cast<uint8_t>(wanted);
  }
  bool is(protocol::OtaAction wanted) const {
    return topic == protocol::Topic::kCommandOta && action == static_cast<uint8_t>(wanted);
  }
};

/** What is wrong with a payload. */
struct CommandFault {
  static constexpr size_t kFieldCapacity = 80;

  protocol::ErrorCode code = protocol::ErrorCode::kNone;
  /** Path of the field, such as `settings/max_power`; empty for the whole, cut when over-long. */
  FixedText<kFieldCapacity> field;

  /** Sets both; answers false, for `return fault.set(...)`. */
  bool set(protocol::ErrorCode error, Text path);

  /** Sets both unless `error` is kNone; answers whether it is. */
  bool check(protocol::ErrorCode error, Text path);
};

/**
 * Reads the payload of a command topic with the checks of the TypeScript codec, in its order: size,
 * UTF-8, JSON, an object, action, request_id, timestamp, the action's own fields, the calendar.
 * Unknown fields are skipped. False when it is no command: `fault` says why, and
 * `command.request_id` is set all the same where the payload has a valid one to answer to.
 */
bool decode_command(protocol::Topic topic, Text payload, Command& command, CommandFault& fault);

}  // namespace homesync
