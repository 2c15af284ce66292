#include "homesync/account.h"

#include <string.h>

#include "homesync/account_rules.h"

namespace homesync {

using protocol::AccountField;

namespace {

constexpr Text kKey = "account";

/** Of an entry, before its characters: the field's place and their number. */
constexpr size_t kEntryHead = 2;
/** Beside its characters: the head and the NUL. */
constexpr size_t kEntryOverhead = kEntryHead + 1;

constexpr AccountField kSsids[Account::kNetworks] = {
    AccountField::kWifiSsid, AccountField::kWifiSsid2, AccountField::kWifiSsid3};
constexpr AccountField kWifiPasswords[Account::kNetworks] = {
    AccountField::kWifiPassword, AccountField::kWifiPassword2, AccountField::kWifiPassword3};

}  // namespace

AccountFound Account::load(StorePort& store) {
  const size_t whole = store.read(kKey, record_, kCapacity);
  const AccountFound found = judge(whole);
  size_ = found == AccountFound::kLoaded
              ? static_cast<uint16_t>(whole - kHeaderSize - kRecordCrcSize)
              : 0;
  if (found != AccountFound::kLoaded || is_valid()) return found;
  size_ = 0;
  return AccountFound::kCorrupt;
}

AccountFound Account::judge(size_t whole) const {
  if (whole == 0) return AccountFound::kNone;
  // No firmware up to this one writes so much; a longer record cannot be checked here.
  if (whole > kCapacity) return AccountFound::kNewer;
  if (whole < kHeaderSize + kRecordCrcSize) return AccountFound::kCorrupt;
  if (!has_record_crc(record_, whole - kRecordCrcSize)) return AccountFound::kCorrupt;
  if (record_[0] > kFormat) return AccountFound::kNewer;
  return record_[0] == kFormat ? AccountFound::kLoaded : AccountFound::kCorrupt;
}

/** Each field at most once and in the order of the table, by its rule, and nothing missing. */
bool Account::is_valid() const {
  size_t next_place = 0;
  for (size_t at = 0; at < size_;) {
    const uint8_t* entry = record_ + kHeaderSize + at;
    const size_t left = size_ - at;
    if (left < kEntryOverhead || left - kEntryOverhead < entry[1]) return false;
    const size_t place = entry[0];
    const Text value(reinterpret_cast<const char*>(entry + kEntryHead), entry[1]);
    if (place < next_place || value.empty() || entry[kEntryHead + value.size] != 0) return false;
    // A field behind the table's end is a newer firmware's.
    if (place < protocol::kAccountFieldCount &&
        !follows_rule(static_cast<AccountField>(place), value)) {
      return false;
    }
    next_place = place + 1;
    at += kEntryOverhead + value.size;
  }
  AccountField missing;
  return is_complete(missing);
}

bool Account::save(StorePort& store) {
  record_[0] = kFormat;
  put_record_crc(record_, kHeaderSize + size_);
  return store.write(kKey, record_, kHeaderSize + size_ + kRecordCrcSize);
}

bool Account::erase(StorePort& store) {
  return store.remove(kKey);
}

Text Account::text(AccountField field) const {
  for (size_t at = 0; at < size_;) {
    const uint8_t* entry = record_ + kHeaderSize + at;
    if (entry[0] == static_cast<uint8_t>(field)) {
      return Text(reinterpret_cast<const char*>(entry + kEntryHead), entry[1]);
    }
    at += kEntryOverhead + entry[1];
  }
  return Text();
}

Text Account::ssid(uint8_t network) const {
  return network < kNetworks ? text(kSsids[network]) : Text();
}

Text Account::wifi_password(uint8_t network) const {
  return network < kNetworks ? text(kWifiPasswords[network]) : Text();
}

bool Account::has_tls() const {
  return text(AccountField::kMqttTls) != kFlagFalse;
}

uint16_t Account::port() const {
  const Text digits = text(AccountField::kMqttPort);
  if (digits.empty()) {
    return static_cast<uint16_t>(has_tls() ? protocol::kDefaultMqttPortTls
                                           : protocol::kDefaultMqttPortPlain);
  }
  uint16_t port = 0;
  read_port(digits, port);
  return port;
}

void Account::set(AccountField field, Text value) {
  uint8_t* entries = record_ + kHeaderSize;
  const auto place = static_cast<uint8_t>(field);
  size_t at = 0;
  while (at < size_ && entries[at] < place) at += kEntryOverhead + entries[at + 1];
  if (at < size_ && entries[at] == place) {
    const size_t old = kEntryOverhead + entries[at + 1];
    size_ = static_cast<uint16_t>(size_ - old);
    memmove(entries + at, entries + at + old, size_ - at);
  }
  const size_t length = kEntryOverhead + value.size;
  // Entries of a newer firmware may have taken the room.
  if (value.empty() || size_ + length > longest_account()) return;
  memmove(entries + at + length, entries + at, size_ - at);
  entries[at] = place;
  entries[at + 1] = static_cast<uint8_t>(value.size);
  memcpy(entries + at + kEntryHead, value.data, value.size);
  entries[at + kEntryHead + value.size] = 0;
  size_ = static_cast<uint16_t>(size_ + length);
}

bool Account::is_complete(AccountField& missing) const {
  struct Need {
    AccountField field;
    AccountField needs;
  };
  // MQTT 3.1.1, 3.1.2.9: no password without a user name.
  static constexpr Need kNeeds[] = {
      {AccountField::kWifiPassword2, AccountField::kWifiSsid2},
      {AccountField::kWifiPassword3, AccountField::kWifiSsid3},
      {AccountField::kMqttPassword, AccountField::kMqttUsername},
  };
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    missing = static_cast<AccountField>(place);
    bool needed = protocol::kAccountFields[place].required;
    for (const Need& need : kNeeds) {
      needed = needed || (need.needs == missing && !text(need.field).empty());
    }
    if (needed && text(missing).empty()) return false;
  }
  return true;
}

}  // namespace homesync
