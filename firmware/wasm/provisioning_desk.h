#pragma once

#include "homesync/account.h"
#include "homesync/network.h"
#include "homesync/portal_key.h"
#include "homesync/provisioner.h"
#include "homesync/simulated/wifi.h"

namespace homesync::wasm {

/** What a virtual node needs besides to be provisioned as a board is. Only a node that was made
 * without an identity has one; those of a fleet come provisioned. Made anew at every boot. */
struct ProvisioningDesk {
  ProvisioningDesk(const ProvisionerPorts& ports, const FirmwareName& firmware, RandomPort& random,
                   simulated::Wifi& radio)
      : network(radio, ports.clock, account, key, ports.log), provisioner(ports, firmware, key) {
    found = account.load(ports.store);
    key.load(ports.store, random);
  }

  Account account;
  AccountFound found;
  PortalKey key;
  Network network;
  Provisioner provisioner;
};

}  // namespace homesync::wasm
