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

/** Into its place: there is no stack for a second copy. */
ErrorCode read_text(JsonValue value, AccountText& text) {
  size_t length = 0;
  const ErrorCode error = value.as_text(text.buffer(), AccountText::kCapacity, length);
  if (error == ErrorCode::kNone) text.resize(length);
  return error;
}

}  // namespace

Text JsonAccount::unknown_name() const {
  JsonMembers members(object_);
  for (JsonMember member; members.next(member);) {
    bool known = false;
    for (const protocol::AccountFieldInfo& info : protocol::kAccountFields) {
      known = known || member.name.equals(Text::terminated(info.name));
    }
    const Text quoted = member.name.raw();
    if (!known) return Text(quoted.data + 1, quoted.size - 2);
  }
  return Text();
}

bool JsonAccount::gives(AccountField field) const {
  return !find(field).is_absent();
}

ErrorCode JsonAccount::read(AccountField field, AccountText& text) const {
  const JsonValue value = find(field);
  switch (protocol::kAccountFields[static_cast<uint8_t>(field)].rule) {
    case AccountRule::kPort:
      return read_number(value, text);
    case AccountRule::kFlag:
      return read_flag(value, text);
    default:
      return read_text(value, text);
  }
}

JsonValue JsonAccount::find(AccountField field) const {
  return object_.find(Text::terminated(protocol::kAccountFields[static_cast<uint8_t>(field)].name));
}

}  // namespace homesync
