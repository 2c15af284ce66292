#include "homesync/setting_rules.h"

#include "homesync/field_rules.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::Setting;
using protocol::SettingInfo;
using protocol::SettingKind;

namespace {

/** Longest part of a path that comes from the sender. */
constexpr size_t kMaxUnknownName = 64;
constexpr size_t kLongestTextSetting =
    protocol::kSettings[static_cast<uint8_t>(Setting::kName)].max_length;

bool set_at(CommandFault& fault, ErrorCode error, Text name) {
  FixedText<CommandFault::kFieldCapacity> path;
  path.assign(protocol::field::kSettings);
  path.append("/");
  path.append(name);
  return fault.set(error, path.view());
}

bool unknown_setting(CommandFault& fault, JsonValue name) {
  FixedText<kMaxUnknownName> decoded;
  if (name.as_text(decoded) == ErrorCode::kNone) {
    return set_at(fault, ErrorCode::kUnknownSetting, decoded.view());
  }
  // Too long to decode: its beginning as it stands, behind the opening quote.
  const Text raw = name.raw();
  return set_at(fault, ErrorCode::kUnknownSetting, Text(raw.data + 1, kMaxUnknownName));
}

ErrorCode read_number(const SettingInfo& info, JsonValue value, int32_t& number) {
  const ErrorCode error = value.as_fixed(info.decimals, info.min, info.max, number);
  const bool is_fraction = error == ErrorCode::kWrongType && value.type() == JsonType::kNumber;
  return is_fraction ? ErrorCode::kOutOfRange : error;
}

ErrorCode read_choice(const SettingInfo& info, JsonValue value, int32_t& number) {
  if (value.type() != JsonType::kText) return ErrorCode::kWrongType;
  for (uint8_t i = 0; i < info.choice_count; ++i) {
    if (value.equals(Text::terminated(info.choices[i]))) {
      number = i;
      return ErrorCode::kNone;
    }
  }
  return ErrorCode::kOutOfRange;
}

ErrorCode check_text_setting(const SettingInfo& info, JsonValue value) {
  FixedText<kLongestTextSetting> text;
  const ErrorCode error = value.as_text(text);
  if (error != ErrorCode::kNone) return error;
  return is_printable(text.view(), info.max_length) ? ErrorCode::kNone : ErrorCode::kOutOfRange;
}

}  // namespace

bool find_setting(JsonValue name, Setting& setting) {
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    if (name.equals(Text::terminated(protocol::kSettings[i].name))) {
      setting = static_cast<Setting>(i);
      return true;
    }
  }
  return false;
}

ErrorCode read_setting(Setting setting, JsonValue value, int32_t& number) {
  const SettingInfo& info = protocol::kSettings[static_cast<uint8_t>(setting)];
  switch (info.kind) {
    case SettingKind::kNumber:
      return read_number(info, value, number);
    case SettingKind::kChoice:
      return read_choice(info, value, number);
    case SettingKind::kText:
      return check_text_setting(info, value);
  }
  return ErrorCode::kUnknownSetting;
}

bool apply_setting(Setting setting, JsonValue value, Settings& settings) {
  if (protocol::kSettings[static_cast<uint8_t>(setting)].kind == SettingKind::kText) {
    FixedText<kLongestTextSetting> text;
    return value.as_text(text) == ErrorCode::kNone && settings.set_name(text.view());
  }
  int32_t number = 0;
  return read_setting(setting, value, number) == ErrorCode::kNone &&
         settings.set_number(setting, number);
}

bool check_settings(JsonObject settings, CommandFault& fault) {
  JsonMembers members(settings);
  JsonMember member;
  while (members.next(member)) {
    Setting setting;
    if (!find_setting(member.name, setting)) return unknown_setting(fault, member.name);
  }
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    const Text name = Text::terminated(protocol::kSettings[i].name);
    const JsonValue value = settings.find(name);
    if (value.is_absent()) continue;
    int32_t number = 0;
    const ErrorCode error = read_setting(static_cast<Setting>(i), value, number);
    if (error != ErrorCode::kNone) return set_at(fault, error, name);
  }
  return true;
}

}  // namespace homesync
