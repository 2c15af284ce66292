#include "homesync/command.h"

#include "homesync/field_rules.h"
#include "homesync/json_scan.h"
#include "homesync/setting_rules.h"
#include "homesync/topic_path.h"
#include "homesync/trust_anchors.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::Topic;
namespace field = protocol::field;

namespace {

struct Actions {
  const char* const* names;
  uint8_t count;
};

Actions actions_of(Topic topic) {
  switch (topic) {
    case Topic::kCommandRelay:
      return {protocol::kRelayActionNames, protocol::kRelayActionCount};
    case Topic::kCommandLed:
      return {protocol::kLedActionNames, protocol::kLedActionCount};
    case Topic::kCommandConfig:
      return {protocol::kConfigActionNames, protocol::kConfigActionCount};
    case Topic::kCommandOta:
      return {protocol::kOtaActionNames, protocol::kOtaActionCount};
    default:
      return {nullptr, 0};
  }
}

ErrorCode read_action(JsonValue value, Topic topic, uint8_t& action) {
  if (value.is_absent()) return ErrorCode::kMissingField;
  if (value.type() != JsonType::kText) return ErrorCode::kWrongType;
  const Actions actions = actions_of(topic);
  for (uint8_t i = 0; i < actions.count; ++i) {
    if (value.equals(Text::terminated(actions.names[i]))) {
      action = i;
      return ErrorCode::kNone;
    }
  }
  return ErrorCode::kUnknownAction;
}

/** Not inlined, so that its text is off the stack when the other fields are read. */
__attribute__((noinline)) ErrorCode read_request_id(
    JsonValue value, FixedText<protocol::kRequestIdMaxLength>& request_id) {
  FixedText<protocol::kRequestIdMaxLength> text;
  const ErrorCode error = value.as_text(text);
  if (error == ErrorCode::kOutOfRange) return ErrorCode::kBadIdentifier;
  if (error != ErrorCode::kNone) return error;
  if (!is_request_id(text.view())) return ErrorCode::kBadIdentifier;
  request_id = text;
  return ErrorCode::kNone;
}

/** The timestamp's form; `text` stays empty when there is none. */
ErrorCode read_timestamp_text(JsonValue value, FixedText<protocol::kTimestampMaxLength>& text) {
  if (value.is_absent()) return ErrorCode::kNone;
  const ErrorCode error = value.as_text(text);
  if (error == ErrorCode::kOutOfRange) return ErrorCode::kBadTimestamp;
  if (error != ErrorCode::kNone) return error;
  return is_timestamp_shaped(text.view()) ? ErrorCode::kNone : ErrorCode::kBadTimestamp;
}

bool read_optional_whole(JsonObject object, Text name, uint32_t min, uint32_t max, uint32_t& out,
                         CommandFault& fault) {
  const JsonValue value = object.find(name);
  if (value.is_absent()) return true;
  const ErrorCode error = read_whole(value, min, max, out);
  return fault.check(error, name);
}

bool read_form(JsonObject object, Text name, TextRule rule, JsonValue& out, CommandFault& fault) {
  out = object.find(name);
  const ErrorCode error = check_text(out, rule);
  return fault.check(error, name);
}

bool read_url(JsonObject object, JsonValue& out, CommandFault& fault) {
  out = object.find(field::kUrl);
  const ErrorCode error = check_url(out);
  return fault.check(error, field::kUrl);
}

bool read_blink(JsonObject object, LedBlink& blink, CommandFault& fault) {
  return read_optional_whole(object, field::kCount, protocol::kLedCountMin, protocol::kLedCountMax,
                             blink.count, fault) &&
         read_optional_whole(object, field::kPeriodMs, protocol::kLedPeriodMsMin,
                             protocol::kLedPeriodMsMax, blink.period_ms, fault);
}

bool read_settings(JsonObject object, JsonObject& settings, CommandFault& fault) {
  const ErrorCode error = object.find(field::kSettings).as_object(settings);
  return fault.check(error, field::kSettings) && check_settings(settings, fault);
}

bool read_size(JsonObject object, uint32_t& size, CommandFault& fault) {
  const ErrorCode error =
      read_whole(object.find(field::kSize), protocol::kOtaSizeMin, protocol::kOtaSizeMax, size);
  return fault.check(error, field::kSize);
}

bool read_allow_downgrade(JsonObject object, bool& allow, CommandFault& fault) {
  const JsonValue value = object.find(field::kAllowDowngrade);
  if (value.is_absent()) return true;
  const ErrorCode error = value.as_boolean(allow);
  return fault.check(error, field::kAllowDowngrade);
}

bool read_update(JsonObject object, OtaUpdate& update, CommandFault& fault) {
  return read_url(object, update.url, fault) &&
         read_form(object, field::kTarget, is_target, update.target, fault) &&
         read_form(object, field::kVersion, is_firmware_version, update.version, fault) &&
         read_size(object, update.size, fault) &&
         read_form(object, field::kSha256, is_sha256, update.sha256, fault) &&
         read_allow_downgrade(object, update.allow_downgrade, fault) &&
         read_form(object, field::kSignature, is_signature, update.signature, fault);
}

bool read_certificate(JsonObject object, JsonValue& certificate, CommandFault& fault) {
  certificate = object.find(field::kCertificate);
  const ErrorCode error = check_certificate(certificate);
  return fault.check(error, field::kCertificate);
}

/** The fields that the action has besides those of every command. */
bool read_own_fields(JsonObject object, Command& command, CommandFault& fault) {
  if (command.is(protocol::LedAction::kBlink)) return read_blink(object, command.blink, fault);
  if (command.is(protocol::ConfigAction::kSet)) {
    return read_settings(object, command.settings, fault);
  }
  if (command.is(protocol::ConfigAction::kSetTrustAnchor)) {
    return read_certificate(object, command.certificate, fault);
  }
  if (command.is(protocol::OtaAction::kUpdate)) return read_update(object, command.update, fault);
  return true;
}

}  // namespace

// Out of line, as it is made in many places.
Command::Command() = default;

bool CommandFault::set(ErrorCode error, Text path) {
  code = error;
  field.assign(path.size <= kFieldCapacity ? path : Text(path.data, kFieldCapacity));
  return false;
}

/** Not inlined: the readers of fields call it a dozen times. */
bool CommandFault::check(ErrorCode error, Text path) {
  return error == ErrorCode::kNone || set(error, path);
}

bool decode_command(Topic topic, Text payload, Command& command, CommandFault& fault) {
  command.topic = topic;
  if (payload.size > info_of(topic).max_bytes) return fault.set(ErrorCode::kTooLarge, "");
  const ErrorCode scanned = validate(payload);
  if (!fault.check(scanned, "")) return false;
  const JsonObject object(payload);

  // Read before anything can fail, so that a command that is wrong elsewhere can be answered.
  const ErrorCode id_error = read_request_id(object.find(field::kRequestId), command.request_id);
  const ErrorCode action_error = read_action(object.find(field::kAction), topic, command.action);
  if (!fault.check(action_error, field::kAction)) return false;
  if (!fault.check(id_error, field::kRequestId)) return false;

  FixedText<protocol::kTimestampMaxLength> timestamp;
  const ErrorCode time_error = read_timestamp_text(object.find(field::kTimestamp), timestamp);
  if (!fault.check(time_error, field::kTimestamp)) return false;
  if (!read_own_fields(object, command, fault)) return false;
  if (timestamp.empty()) return true;
  command.sent.known = parse_timestamp(timestamp.view(), command.sent.time);
  return command.sent.known || fault.set(ErrorCode::kBadTimestamp, field::kTimestamp);
}

}  // namespace homesync
