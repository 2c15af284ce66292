#pragma once

#include "bench.h"
#include "homesync/account.h"
#include "homesync/network.h"
#include "homesync/portal_key.h"
#include "homesync/provisioner.h"
#include "homesync/simulated/wifi.h"

namespace homesync::test {

/** An account of the fields that have to be there. */
constexpr Text kLeastAccount =
    "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Home\",\"mqtt_host\":\"broker.example\","
    "\"home_id\":\"abc123\",\"node_id\":\"node-001\"}}";

/** Who provisions a node, and the hardware that this takes. */
struct ProvisioningBench : Bench {
  ProvisioningBench() { key.load(flash, random); }

  Text line(Text text) { return provisioner.handle_line(text, answer, sizeof answer); }
  Text form(Text body) { return provisioner.handle_form(body, answer, sizeof answer); }

  /** The account as it is stored now. */
  const Account& stored() {
    found = account.load(flash);
    return account;
  }
  Text stored(protocol::AccountField field) { return stored().text(field); }

  PortalKey key;
  Provisioner provisioner{{clock, flash, trust_anchor, log}, {"1.2.3", "virtual"}, key};
  char answer[Provisioner::kAnswerCapacity];
  Account account;
  AccountFound found = AccountFound::kNone;
};

/** A network control over an account with a first and a third network. */
struct NetworkBench : ProvisioningBench {
  explicit NetworkBench(bool is_provisioned = true) {
    if (is_provisioned) {
      line(
          "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Home\",\"wifi_password\":\"12345678\","
          "\"wifi_ssid_3\":\"Barn\",\"mqtt_host\":\"broker.example\",\"home_id\":\"abc123\","
          "\"node_id\":\"node-001\"}}");
      stored();
    }
  }

  void pass(Millis span) {
    for (Millis passed = 0; passed < span; passed += Network::kLook) {
      clock.advance(Network::kLook);
      network.poll();
    }
  }

  simulated::Wifi wifi;
  Network network{wifi, clock, account, key, log};
};

}  // namespace homesync::test
