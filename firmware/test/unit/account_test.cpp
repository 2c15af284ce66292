#include "homesync/account.h"

#include <string.h>

#include "homesync/account_rules.h"
#include "provisioning_bench.h"
#include "test.h"

using homesync::Account;
using homesync::AccountFound;
using homesync::Text;
using homesync::protocol::AccountField;
using homesync::test::kLeastAccount;
using homesync::test::ProvisioningBench;

namespace {

constexpr size_t kRoom = 1024;

/** The stored record, to be spoiled. */
struct Record {
  explicit Record(ProvisioningBench& bench) : size(bench.flash.read("account", bytes, kRoom)) {}
  void store(ProvisioningBench& bench) { bench.flash.write("account", bytes, size); }
  void sign() { homesync::put_record_crc(bytes, size - homesync::kRecordCrcSize); }

  uint8_t bytes[kRoom] = {};
  size_t size;
};

/** A value of the field's greatest length. */
Text longest(AccountField field, char* buffer) {
  const auto& info = homesync::protocol::kAccountFields[static_cast<uint8_t>(field)];
  memset(buffer, 'a', info.max_length);
  if (field == AccountField::kMqttPort) return "65535";
  if (field == AccountField::kMqttTls) return "false";
  return Text(buffer, info.max_length);
}

}  // namespace

TEST("account: nothing is stored at first") {
  ProvisioningBench bench;
  CHECK(bench.stored().is_empty());
  CHECK_EQ(bench.found, AccountFound::kNone);
  CHECK_EQ(bench.account.ssid(0), "");
  CHECK_EQ(bench.account.ssid(Account::kNetworks), "");
  CHECK_EQ(bench.account.wifi_password(Account::kNetworks), "");
}

TEST("account: the ports that are meant when none is given") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  CHECK(bench.stored().has_tls());
  CHECK_EQ(bench.account.port(), 8883);
  bench.account.set(AccountField::kMqttTls, "false");
  CHECK(!bench.account.has_tls());
  CHECK_EQ(bench.account.port(), 1883);
  bench.account.set(AccountField::kMqttPort, "65535");
  CHECK_EQ(bench.account.port(), 65535);
}

TEST("account: the longest of every field is stored and read, each ended by a NUL") {
  ProvisioningBench bench;
  Account& account = bench.account;
  char buffer[256];
  for (uint8_t place = homesync::protocol::kAccountFieldCount; place-- > 0;) {
    const auto field = static_cast<AccountField>(place);
    const Text value = longest(field, buffer);
    CHECK(homesync::follows_rule(field, value));
    account.set(field, value);
  }
  CHECK(account.save(bench.flash));
  REQUIRE(!bench.stored().is_empty());
  for (uint8_t place = 0; place < homesync::protocol::kAccountFieldCount; ++place) {
    const auto field = static_cast<AccountField>(place);
    const Text value = account.text(field);
    CHECK_EQ(value, longest(field, buffer));
    CHECK_EQ(strlen(value.data), value.size);
  }
}

TEST("account: a field is replaced by a longer or a shorter one, and removed") {
  Account account;
  account.set(AccountField::kNodeId, "node-001");
  account.set(AccountField::kWifiSsid, "a");
  account.set(AccountField::kHomeId, "home");
  account.set(AccountField::kWifiSsid, "longer");
  CHECK_EQ(account.text(AccountField::kWifiSsid), "longer");
  CHECK_EQ(account.text(AccountField::kNodeId), "node-001");
  account.set(AccountField::kHomeId, "h");
  CHECK_EQ(account.text(AccountField::kHomeId), "h");
  account.set(AccountField::kWifiSsid, "");
  CHECK_EQ(account.text(AccountField::kWifiSsid), "");
  account.set(AccountField::kHomeId, "");
  account.set(AccountField::kNodeId, "");
  CHECK(account.is_empty());
}

TEST("account: any bit that is wrong in the record makes it corrupt") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  const Record whole(bench);
  for (size_t at = 0; at < whole.size; ++at) {
    Record record = whole;
    record.bytes[at] ^= static_cast<uint8_t>(1U << at % 8);
    record.store(bench);
    CHECK(bench.stored().is_empty());
    CHECK_EQ(bench.found, AccountFound::kCorrupt);
  }
}

TEST("account: a record that is cut off, also one with a checksum, is corrupt") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  const Record whole(bench);
  for (size_t size = 1; size < whole.size; ++size) {
    Record record = whole;
    record.size = size;
    record.store(bench);
    bench.stored();
    CHECK_EQ(bench.found, AccountFound::kCorrupt);
    if (size <= homesync::kRecordCrcSize) continue;
    record.sign();
    record.store(bench);
    bench.stored();
    CHECK_EQ(bench.found, AccountFound::kCorrupt);
    CHECK(bench.account.is_empty());
  }
}

TEST("account: a newer firmware's format is told from a corrupt one") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  Record record(bench);
  record.bytes[0] = Account::kFormat + 1;
  record.sign();
  record.store(bench);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kNewer);
  record.bytes[0] = 0;
  record.sign();
  record.store(bench);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kCorrupt);
  record.size = kRoom;
  record.store(bench);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kNewer);
  CHECK(bench.account.is_empty());
}

TEST(
    "account: values against their rules and fields out of order are corrupt, newer fields are "
    "not") {
  ProvisioningBench bench;
  bench.line(kLeastAccount);
  const Record whole(bench);
  Record record = whole;
  record.bytes[3] = '\n';  // in the network's name
  record.sign();
  record.store(bench);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kCorrupt);
  record = whole;
  record.bytes[1] = static_cast<uint8_t>(AccountField::kNodeId);
  record.sign();
  record.store(bench);
  bench.stored();
  CHECK_EQ(bench.found, AccountFound::kCorrupt);

  record = whole;
  const uint8_t newer[] = {homesync::protocol::kAccountFieldCount, 1, 0xFF, 0};
  memcpy(record.bytes + record.size - homesync::kRecordCrcSize, newer, sizeof newer);
  record.size += sizeof newer;
  record.sign();
  record.store(bench);
  CHECK_EQ(bench.stored(AccountField::kNodeId), "node-001");
  CHECK_EQ(bench.found, AccountFound::kLoaded);
}

TEST("account: a power cut at any byte leaves the old one or the new one, whole") {
  for (uint32_t steps = 0;; ++steps) {
    ProvisioningBench bench;
    bench.line(kLeastAccount);
    bench.flash.cut_power_after(steps);
    bench.line(
        "{\"action\":\"set\",\"account\":{\"wifi_ssid\":\"Other\",\"wifi_password\":\"secret99\"}"
        "}");
    const bool done = !bench.flash.lost_power();
    bench.flash.restore_power();
    const Text ssid = bench.stored(AccountField::kWifiSsid);
    REQUIRE_EQ(bench.found, AccountFound::kLoaded);
    CHECK_EQ(bench.account.text(AccountField::kNodeId), "node-001");
    CHECK_EQ(ssid, done ? Text("Other") : Text("Home"));
    CHECK_EQ(bench.account.wifi_password(0), done ? Text("secret99") : Text());
    if (done) break;
  }
}

TEST("account rules: what each field takes") {
  struct Row {
    AccountField field;
    Text value;
    bool follows;
  };
  static constexpr char kLong[] =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
      "abcdef0123456789abcdef0123456789abcdef";
  const Row rows[] = {
      {AccountField::kWifiSsid, "Caf\xC3\xA9 5 GHz", true},
      {AccountField::kWifiSsid, Text(kLong, 32), true},
      {AccountField::kWifiSsid, Text(kLong, 33), false},
      {AccountField::kWifiSsid, "bad\xFF", false},
      {AccountField::kWifiSsid, "tab\t", false},
      {AccountField::kWifiSsid, "delete\x7F", false},
      {AccountField::kWifiPassword, "", true},
      {AccountField::kWifiPassword, "1234567", false},
      {AccountField::kWifiPassword, "12345678", true},
      {AccountField::kWifiPassword, Text(kLong, 63), true},
      {AccountField::kWifiPassword, Text(kLong, 64), true},
      {AccountField::kWifiPassword,
       "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false},
      {AccountField::kWifiPassword, "p\xC3\xA4sswort1", false},
      {AccountField::kMqttHost, "broker-1.example.org", true},
      {AccountField::kMqttHost, "192.168.1.10", true},
      {AccountField::kMqttHost, "", false},
      {AccountField::kMqttHost, "mqtt://broker", false},
      {AccountField::kMqttHost, Text(kLong, 96), true},
      {AccountField::kMqttHost, Text(kLong, 97), false},
      {AccountField::kMqttPort, "1", true},
      {AccountField::kMqttPort, "65535", true},
      {AccountField::kMqttPort, "65536", false},
      {AccountField::kMqttPort, "0", false},
      {AccountField::kMqttPort, "01", false},
      {AccountField::kMqttPort, "", false},
      {AccountField::kMqttPort, "12345678901", false},
      {AccountField::kMqttPort, "88a", false},
      {AccountField::kMqttTls, "true", true},
      {AccountField::kMqttTls, "false", true},
      {AccountField::kMqttTls, "no", false},
      {AccountField::kMqttUsername, Text(kLong, 64), true},
      {AccountField::kMqttUsername, Text(kLong, 65), false},
      {AccountField::kMqttPassword, Text(kLong, 96), true},
      {AccountField::kMqttPassword, "line\n", false},
      {AccountField::kHomeId, "", false},
      {AccountField::kHomeId, "home/1", false},
      {AccountField::kNodeId, Text(kLong, 64), true},
      {AccountField::kNodeId, Text(kLong, 65), false},
  };
  for (const Row& row : rows) {
    homesync::test::set_subject(row.value);
    CHECK_EQ(homesync::follows_rule(row.field, row.value), row.follows);
  }
}
