#include "homesync/provisioner.h"

#include <string.h>

#include "command_bench.h"
#include "homesync/settings_store.h"
#include "provisioning_bench.h"
#include "test.h"

using homesync::Account;
using homesync::AccountFound;
using homesync::Provisioner;
using homesync::Settings;
using homesync::SettingsFound;
using homesync::SettingsStore;
using homesync::Text;
using homesync::protocol::AccountField;
using homesync::protocol::Setting;
using homesync::test::holds;
using homesync::test::kLeastAccount;
using homesync::test::ProvisioningBench;

namespace {

constexpr Text kRestarting = "{\"status\":\"success\",\"result\":\"restarting\"}";

/** Whether an answer is a refusal with this code, of this field. */
bool refuses(Text answer, Text error, Text field) {
  homesync::FixedText<160> start;
  start.append("{\"status\":\"error\",\"error\":\"");
  start.append(error);
  if (!field.empty()) {
    start.append("\",\"field\":\"");
    start.append(field);
  }
  start.append("\",\"message\":\"");
  return holds(answer, start.view());
}

}  // namespace

TEST("provisioner: the least account is stored, and the node restarts once it was answered") {
  ProvisioningBench bench;
  CHECK_EQ(bench.provisioner.next_wake_ms(), homesync::kNoWake);
  CHECK_EQ(bench.line(kLeastAccount), kRestarting);
  CHECK(bench.provisioner.has_succeeded());
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "Home");
  CHECK(!bench.provisioner.take_restart());
  bench.clock.advance(Provisioner::kRestartDelay - 1);
  CHECK(!bench.provisioner.take_restart());
  CHECK_EQ(bench.provisioner.next_wake_ms(), 1);
  bench.clock.advance(1);
  CHECK(bench.provisioner.take_restart());
  CHECK(!bench.provisioner.take_restart());
}

TEST("provisioner: `get` tells what is stored, and no secret but the portal's own password") {
  ProvisioningBench bench;
  bench.line(
      "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Home \\\"5\\\"\",\"wifi_password\":\"wifi-"
      "secret\",\"wifi_ssid_2\":\"Barn\",\"mqtt_host\":\"broker.example\",\"mqtt_port\":1884,"
      "\"mqtt_tls\":false,\"mqtt_username\":\"someone\",\"mqtt_password\":\"mqtt-secret\","
      "\"home_id\":\"abc123\",\"node_id\":\"node-001\"}}");
  const Text answer = bench.line("{\"action\":\"get\"}");
  CHECK(holds(answer,
              "{\"status\":\"success\",\"result\":{\"firmware\":\"1.2."
              "3\",\"target\":\"virtual\",\"protocol\":\""));
  CHECK(holds(answer,
              "\",\"provisioned\":true,\"wifi_ssid\":\"Home "
              "\\\"5\\\"\",\"wifi_ssid_2\":\"Barn\",\"mqtt_host\":\"broker."
              "example\",\"mqtt_port\":1884,\"mqtt_tls\":false,\"mqtt_username\":\"someone\","
              "\"home_id\":\"abc123\",\"node_id\":\"node-001\"}}"));
  CHECK(holds(answer, bench.key.password()));
  CHECK(!holds(answer, "secret"));
  CHECK(!holds(bench.log.last.view(), "secret"));
}

TEST("provisioner: `get` of a node without an account") {
  ProvisioningBench bench;
  const Text answer = bench.line(" {\"action\":\"get\"} ");
  CHECK(holds(answer, "\"provisioned\":false}}"));
  CHECK(holds(answer, "\"portal_ssid\":\"HomeSync-"));
  CHECK(!holds(answer, "mqtt_port"));
  CHECK(!holds(answer, "trust_anchor"));
}

TEST("provisioner: the longest answer fits") {
  ProvisioningBench bench;
  char quotes[128];
  memset(quotes, '"', sizeof quotes);
  char letters[128];
  memset(letters, 'a', sizeof letters);
  Account& account = bench.account;
  for (uint8_t place = 0; place < homesync::protocol::kAccountFieldCount; ++place) {
    const auto& info = homesync::protocol::kAccountFields[place];
    const bool quoted = info.rule == homesync::protocol::AccountRule::kSsid ||
                        info.rule == homesync::protocol::AccountRule::kPrintable;
    const auto field = static_cast<AccountField>(place);
    account.set(field, Text(quoted ? quotes : letters, info.max_length));
  }
  account.set(AccountField::kMqttPort, "65535");
  account.set(AccountField::kMqttTls, "false");
  REQUIRE(account.save(bench.flash));
  const Text answer = bench.line("{\"action\":\"get\"}");
  CHECK(holds(answer, "\"provisioned\":true,"));
  CHECK_EQ(Text(answer.data + answer.size - 2, 2), "}}");
}

TEST("provisioner: fields that are left out keep what is stored, group by group") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  bench.line(
      "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"New\",\"wifi_password\":\"12345678\","
      "\"wifi_ssid_2\":\"Barn\"}}");
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "New");
  CHECK_EQ(bench.account.text(AccountField::kMqttHost), "broker.example");
  // A network that is named without a password is an open one.
  bench.line("{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Open\",\"wifi_ssid_2\":\"\"}}");
  CHECK_EQ(bench.stored(AccountField::kWifiPassword), "");
  CHECK_EQ(bench.account.ssid(1), "");
  bench.line(
      "{\"action\":\"set\",\"account\":{\"mqtt_host\":\"b\",\"mqtt_username\":\"u\","
      "\"mqtt_password\":\"p\"}}");
  // Another host is never sent the stored password.
  bench.line("{\"action\":\"set\",\"account\":{\"mqtt_host\":\"elsewhere\"}}");
  CHECK_EQ(bench.stored(AccountField::kMqttUsername), "");
  CHECK_EQ(bench.account.text(AccountField::kMqttPassword), "");
  CHECK(refuses(bench.line("{\"action\":\"set\",\"account\":{\"mqtt_port\":1}}"), "missing_field",
                "account/mqtt_host"));
  CHECK_EQ(bench.stored(AccountField::kMqttHost), "elsewhere");
}

TEST("provisioner: what lacks what it goes with is refused") {
  ProvisioningBench bench;
  const Text answer = bench.line("{\"action\":\"set\",\"account\":{}}");
  CHECK(refuses(answer, "missing_field", "account/wifi_ssid"));
  CHECK(!bench.provisioner.has_succeeded());
  CHECK_EQ(bench.provisioner.next_wake_ms(), homesync::kNoWake);
  bench.line(kLeastAccount);
  CHECK(refuses(bench.line("{\"action\":\"set\",\"account\":{\"wifi_password_2\":\"12345678\"}}"),
                "missing_field", "account/wifi_ssid_2"));
  CHECK(refuses(bench.line("{\"action\":\"set\",\"account\":{\"wifi_password_3\":\"12345678\"}}"),
                "missing_field", "account/wifi_ssid_3"));
  CHECK(refuses(
      bench.line("{\"action\":\"set\",\"account\":{\"mqtt_host\":\"b\",\"mqtt_password\":\"p\"}}"),
      "missing_field", "account/mqtt_username"));
}

TEST("provisioner: a form is the same account, its empty fields not given") {
  ProvisioningBench bench;
  CHECK_EQ(bench.form("wifi_ssid=My+Home&wifi_password=p%26ss%3Dw%C3%B6rd&wifi_ssid_2=&mqtt_host=b&"
                      "home_id=h&node_id=n"),
           "{\"status\":\"error\",\"error\":\"out_of_range\",\"field\":\"wifi_password\","
           "\"message\":\"outside its range or form\"}");
  CHECK_EQ(bench.form("wifi_ssid=My+Home&wifi_password=p%26ss%3Dword&wifi_ssid_2=&&mqtt_host=b&"
                      "mqtt_port=1883&mqtt_tls=false&home_id=h&node_id=n"),
           kRestarting);
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "My Home");
  CHECK_EQ(bench.account.wifi_password(0), "p&ss=word");
  CHECK_EQ(bench.account.port(), 1883);
  CHECK(!bench.account.has_tls());
  CHECK_EQ(bench.form("wifi_ssid=Caf%c3%A9&mqtt_tls="), kRestarting);
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "Caf\xC3\xA9");
  CHECK(!bench.account.has_tls());
  CHECK_EQ(bench.form("mqtt_host=b&mqtt_tls=on"), kRestarting);
  CHECK(bench.stored().has_tls());
  CHECK_EQ(bench.form(""), kRestarting);
}

TEST("provisioner: forms that are none") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  CHECK(refuses(bench.form("wifi_ssid=a&wifi_ssid=b"), "duplicate_key", "wifi_ssid"));
  CHECK(refuses(bench.form("wifi_ssid=a%2"), "out_of_range", "wifi_ssid"));
  CHECK(refuses(bench.form("wifi_ssid=a%zz"), "out_of_range", "wifi_ssid"));
  CHECK(refuses(bench.form("wifi_ssid=a%0A"), "out_of_range", "wifi_ssid"));
  CHECK(refuses(bench.form("wifi_ssid=%00"), "out_of_range", "wifi_ssid"));
  CHECK(refuses(bench.form("mqtt_host=b&mqtt_port=x"), "out_of_range", "mqtt_port"));
  CHECK(refuses(bench.form("wifi_sid=a"), "unknown_setting", "wifi_sid"));
  // Bytes that are no text would make an answer that is no JSON.
  CHECK(refuses(bench.form("a\x95\n=a"), "unknown_setting", "a??"));
  CHECK(refuses(bench.form("wifi_ssid=&=a&wifi_ssid=%zz"), "out_of_range", "wifi_ssid"));
  char large[homesync::protocol::kMaxProvisioningBytes + 1];
  memset(large, 'a', sizeof large);
  CHECK(refuses(bench.form(Text(large, sizeof large)), "too_large", ""));
  CHECK(refuses(bench.form(Text(large, 100)), "unknown_setting", Text(large, 64)));
  memcpy(large, "wifi_ssid=", 10);
  CHECK(refuses(bench.form(Text(large, 300)), "out_of_range", "wifi_ssid"));
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "Home");
}

TEST("provisioner: what cannot be stored changes nothing, and is no reason to restart") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  bench.clock.advance(Provisioner::kRestartDelay);
  CHECK(bench.provisioner.take_restart());
  bench.flash.set_failing(true);
  CHECK(refuses(bench.line("{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"New\"}}"),
                "storage_fault", ""));
  CHECK(refuses(bench.form("wifi_ssid=New"), "storage_fault", ""));
  CHECK(refuses(bench.line("{\"action\":\"forget\"}"), "storage_fault", ""));
  CHECK_EQ(bench.provisioner.next_wake_ms(), homesync::kNoWake);
  CHECK_EQ(bench.stored(AccountField::kWifiSsid), "Home");
}

TEST("provisioner: `forget` leaves a node as it was made, but for its portal and its client id") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  Settings settings;
  settings.set_number(Setting::kTelemetryIntervalS, 7);
  SettingsStore(bench.flash).save(settings);
  const uint32_t client_id = 5;
  bench.flash.write("client_id", &client_id, sizeof client_id);
  CHECK_EQ(bench.line("{\"action\":\"forget\"}"), kRestarting);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kNone);
  CHECK_EQ(SettingsStore(bench.flash).load(settings), SettingsFound::kNone);
  CHECK_EQ(bench.flash.read("client_id", nullptr, 0), sizeof client_id);
  CHECK(bench.flash.read("portal", nullptr, 0) > 0);
  bench.clock.advance(Provisioner::kRestartDelay);
  CHECK(bench.provisioner.take_restart());
}
