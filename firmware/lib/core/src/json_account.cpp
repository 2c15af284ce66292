#include "homesync/account_rules.h"
#include "homesync/account_source.h"
#include "homesync/field_rules.h"
#include "homesync/json_writer.h"

namespace homesync {

using protocol::AccountField;
using protocol::AccountRule;
using protocol::ErrorCode;

namespace {

ErrorCode read_number(JsonValue value, AccountText& text) {
  uint32_t number = 0;
  const ErrorCode error = read_whole(value, 1, UINT16_MAX, number);
  if (error != ErrorCode::kNone) return error;
  JsonWriter digits(text.buffer(), AccountText::kCapacity);
  digits.unsigned_integer(number);
  text.resize(digits.size());
  return ErrorCode::kNone;
}

ErrorCode read_flag(JsonValue value, AccountText& text) {
  bool flag = false;
  const ErrorCode error = value.as_boolean(flag);
  if (error == ErrorCode::kNone) text.assign(flag ? kFlagTrue : kFlagFalse);
  return error;
}

}  // namespace

bool JsonAccount::find_unknown(Name& name) const {
  JsonMembers members(object_);
  for (JsonMember member; members.next(member);) {
    bool known = false;
    for (const protocol::AccountFieldInfo& info : protocol::kAccountFields) {
      known = known || member.name.equals(Text::terminated(info.name));
    }
    if (known) continue;
    // Too long to decode: its beginning as it stands, behind the opening quote.
    if (member.name.as_text(name) != ErrorCode::kNone) {
      name.assign(Text(member.name.raw().data + 1, Name::kCapacity));
    }
    return true;
  }
  return false;
}

ErrorCode JsonAccount::read(AccountField field, AccountText& text) const {
  const protocol::AccountFieldInfo& info = protocol::kAccountFields[static_cast<uint8_t>(field)];
  const JsonValue value = object_.find(Text::terminated(info.name));
  switch (info.rule) {
    case AccountRule::kPort:
      return read_number(value, text);
    case AccountRule::kFlag:
      return read_flag(value, text);
    default:
      return value.as_text(text);
  }
}

}  // namespace homesync
