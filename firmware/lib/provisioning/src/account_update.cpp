#include "homesync/account_update.h"

#include "homesync/account_rules.h"

namespace homesync {

using protocol::AccountField;
using protocol::ErrorCode;

namespace {

/** One bit for each group of which a source names a field. */
uint8_t groups_of(const AccountSource& source) {
  uint8_t groups = 0;
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    const auto group = static_cast<uint8_t>(protocol::kAccountFields[place].group);
    if (source.gives(static_cast<AccountField>(place))) groups |= static_cast<uint8_t>(1U << group);
  }
  return groups;
}

}  // namespace

Text name_of(AccountField field) {
  return Text::terminated(protocol::kAccountFields[static_cast<uint8_t>(field)].name);
}

bool lay_over(const AccountSource& source, Account& account, ProvisioningFault& fault) {
  const uint8_t groups = groups_of(source);
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    const auto group = static_cast<uint8_t>(protocol::kAccountFields[place].group);
    if ((groups >> group & 1) == 0) continue;
    const auto field = static_cast<AccountField>(place);
    AccountText value;
    if (source.gives(field)) {
      fault.code = source.read(field, value);
      if (fault.code == ErrorCode::kNone && !follows_rule(field, value.view())) {
        fault.code = ErrorCode::kOutOfRange;
      }
    }
    if (fault.code != ErrorCode::kNone) {
      fault.name = name_of(field);
      return false;
    }
    account.set(field, value.view());
  }
  AccountField missing;
  if (account.is_complete(missing)) return true;
  fault.code = ErrorCode::kMissingField;
  fault.name = name_of(missing);
  return false;
}

}  // namespace homesync
