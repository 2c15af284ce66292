#pragma once

#include "homesync/account.h"
#include "homesync/identity.h"

namespace homesync::board {

/** Who the node is: its account's names, what was built, and the chip. */
inline Identity identity_of(const Account& account) {
  using protocol::AccountField;
  return {account.text(AccountField::kHomeId),
          account.text(AccountField::kNodeId),
          HOMESYNC_VERSION,
          HOMESYNC_TARGET,
          HOMESYNC_BUILD,
          "ESP8266"};
}

}  // namespace homesync::board
