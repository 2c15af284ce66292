#include "homesync/command.h"
#include "homesync/field_rules.h"
#include "homesync/setting_rules.h"
#include "homesync/topic_path.h"
#include "homesync/vectors.h"
#include "test.h"

// The golden vectors of the protocol package, decoded by the core.

using homesync::Command;
using homesync::CommandFault;
using homesync::JsonValue;
using homesync::Text;
using homesync::protocol::Direction;
using homesync::protocol::ErrorCode;
using homesync::protocol::SettingInfo;
using homesync::protocol::Topic;
using homesync::vectors::Field;
using homesync::vectors::Vector;
namespace protocol = homesync::protocol;

namespace {

Text bytes_of(const Vector& vector) {
  return Text(reinterpret_cast<const char*>(vector.bytes), vector.size);
}

const char* action_name(const Command& command) {
  switch (command.topic) {
    case Topic::kCommandRelay:
      return protocol::kRelayActionNames[command.action];
    case Topic::kCommandLed:
      return protocol::kLedActionNames[command.action];
    case Topic::kCommandConfig:
      return protocol::kConfigActionNames[command.action];
    default:
      return protocol::kOtaActionNames[command.action];
  }
}

bool holds_text(JsonValue value, const char* expected) {
  homesync::FixedText<protocol::kCertificateMaxLength> text;
  return value.as_text(text) == ErrorCode::kNone && text.view() == Text::terminated(expected);
}

bool holds_setting(const Command& command, Text name, const Field& field) {
  const JsonValue value = command.settings.find(name);
  protocol::Setting setting{};
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    if (Text::terminated(protocol::kSettings[i].name) == name) {
      setting = static_cast<protocol::Setting>(i);
    }
  }
  const SettingInfo& info = protocol::kSettings[static_cast<uint8_t>(setting)];
  int32_t number = 0;
  if (read_setting(setting, value, number) != ErrorCode::kNone) return false;
  switch (info.kind) {
    case protocol::SettingKind::kNumber:
      return field.decimals == info.decimals && number == field.scaled;
    case protocol::SettingKind::kChoice:
      return Text::terminated(info.choices[number]) == Text::terminated(field.text);
    case protocol::SettingKind::kText:
      return holds_text(value, field.text);
  }
  return false;
}

bool holds_timestamp(const Command& command, const Field& field) {
  homesync::UtcTime expected;
  return parse_timestamp(Text::terminated(field.text), expected) && command.sent.known &&
         command.sent.time == expected;
}

/** Whether the decoded command has the field with the expected value. */
bool holds(const Command& command, const Field& field) {
  namespace name = protocol::field;
  const Text path = Text::terminated(field.name);
  const Text settings = "settings/";
  if (path.size > settings.size && Text(path.data, settings.size) == settings) {
    return holds_setting(command, Text(path.data + settings.size, path.size - settings.size),
                         field);
  }
  if (path == name::kAction) {
    return Text::terminated(action_name(command)) == Text::terminated(field.text);
  }
  if (path == name::kRequestId) return command.request_id.view() == Text::terminated(field.text);
  if (path == name::kTimestamp) return holds_timestamp(command, field);
  if (path == name::kCount) return command.blink.count == static_cast<uint32_t>(field.scaled);
  if (path == name::kPeriodMs) {
    return command.blink.period_ms == static_cast<uint32_t>(field.scaled);
  }
  if (path == name::kCertificate) return holds_text(command.certificate, field.text);
  if (path == name::kUrl) return holds_text(command.update.url, field.text);
  if (path == name::kTarget) return holds_text(command.update.target, field.text);
  if (path == name::kVersion) return holds_text(command.update.version, field.text);
  if (path == name::kSha256) return holds_text(command.update.sha256, field.text);
  if (path == name::kSignature) return holds_text(command.update.signature, field.text);
  if (path == name::kSize) return command.update.size == static_cast<uint32_t>(field.scaled);
  if (path == name::kAllowDowngrade) return command.update.allow_downgrade == field.boolean;
  return false;
}

bool is_command(const Vector& vector) {
  return homesync::info_of(vector.topic).direction == Direction::kToNode;
}

}  // namespace

TEST("every golden command decodes to its fields, or is refused with its code and field") {
  size_t decoded = 0;
  size_t refused = 0;
  for (const Vector& vector : homesync::vectors::kVectors) {
    if (!is_command(vector)) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    Command command;
    CommandFault fault;
    const bool is_good = decode_command(vector.topic, bytes_of(vector), command, fault);
    CHECK_EQ(is_good, vector.error == ErrorCode::kNone);
    CHECK_EQ(fault.code, vector.error);
    CHECK_EQ(fault.field.view(), vector.error_field);
    for (uint8_t i = 0; is_good && i < vector.field_count; ++i) {
      homesync::test::set_subject(Text::terminated(vector.fields[i].name));
      CHECK(holds(command, vector.fields[i]));
    }
    ++(is_good ? decoded : refused);
  }
  CHECK(decoded > 20);
  CHECK(refused > 50);
}

TEST("every golden command is on a topic that its node knows") {
  for (const Vector& vector : homesync::vectors::kVectors) {
    if (!is_command(vector)) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    homesync::Identity identity;
    identity.home_id = Text::terminated(vector.home_id);
    identity.node_id = Text::terminated(vector.node_id);
    homesync::TopicPath path;
    build_topic(identity, vector.topic, path);
    Topic topic = Topic::kStatusOnline;
    CHECK(parse_command_topic(identity, path.view(), topic));
    CHECK_EQ(topic, vector.topic);
  }
}

TEST("every prefix of every golden command is refused or decoded, and nothing worse") {
  for (const Vector& vector : homesync::vectors::kVectors) {
    if (!is_command(vector) || vector.size > 256) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    for (uint32_t size = 0; size < vector.size; ++size) {
      Command command;
      CommandFault fault;
      const Text payload(reinterpret_cast<const char*>(vector.bytes), size);
      CHECK(decode_command(vector.topic, payload, command, fault) ==
            (fault.code == ErrorCode::kNone));
    }
  }
}

TEST("a malformed command keeps its request_id where it can be read") {
  struct Row {
    Text payload;
    Text request_id;
  };
  const Row rows[] = {
      {"{\"request_id\":\"r-1\"}", "r-1"},
      {"{\"action\":\"jump\",\"request_id\":\"r-1\"}", "r-1"},
      {"{\"action\":1,\"request_id\":\"r\\u002d1\",\"timestamp\":1}", "r-1"},
      {"{\"action\":\"on\",\"request_id\":\"r-1\",\"timestamp\":\"yesterday\"}", "r-1"},
      {"{\"action\":\"on\",\"request_id\":\"\"}", ""},
      {"{\"action\":\"on\",\"request_id\":7}", ""},
      {"{\"action\":\"on\",\"request_id\":\"a b\"}", ""},
      {"{\"request_id\":\"r-1\"", ""},
      {"[\"r-1\"]", ""},
  };
  for (const Row& row : rows) {
    homesync::test::set_subject(row.payload);
    Command command;
    CommandFault fault;
    CHECK(!decode_command(Topic::kCommandRelay, row.payload, command, fault));
    CHECK_EQ(command.request_id.view(), row.request_id);
  }
}
