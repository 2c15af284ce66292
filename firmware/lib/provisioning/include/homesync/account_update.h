#pragma once

#include "homesync/account.h"
#include "homesync/account_source.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** What is wrong with a line or a form, and where: `account` and `mqtt_port`. */
struct ProvisioningFault {
  protocol::ErrorCode code = protocol::ErrorCode::kNone;
  Text parent;
  Text name;
};

/** A field's name in a line and in a form. */
Text name_of(protocol::AccountField field);

/** Replaces each group that a source names as a whole. False, with the account spoiled, when a
 * value breaks its rule or what results is not complete; `fault` says where. */
bool lay_over(const AccountSource& source, Account& account, ProvisioningFault& fault);

}  // namespace homesync
