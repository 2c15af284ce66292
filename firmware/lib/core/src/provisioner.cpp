#include "homesync/provisioner.h"

#include "homesync/account_rules.h"
#include "homesync/hex32.h"
#include "homesync/json_scan.h"
#include "homesync/outcome.h"
#include "homesync/relay_control.h"
#include "homesync/settings_store.h"
#include "homesync/trust_anchors.h"

namespace homesync {

using protocol::AccountField;
using protocol::ErrorCode;
using protocol::ProvisioningAction;
using protocol::ResponseStatus;
namespace field = protocol::field;
namespace state = protocol::state;

namespace {

constexpr Text kRestarting = "restarting";
constexpr Text kNoAnchor = "none";

Text name_of(AccountField field) {
  return Text::terminated(protocol::kAccountFields[static_cast<uint8_t>(field)].name);
}

Text name_of(ResponseStatus status) {
  return Text::terminated(protocol::kResponseStatusNames[static_cast<uint8_t>(status)]);
}

ErrorCode find_action(JsonValue value, ProvisioningAction& action) {
  if (value.is_absent()) return ErrorCode::kMissingField;
  if (value.type() != JsonType::kText) return ErrorCode::kWrongType;
  for (uint8_t i = 0; i < protocol::kProvisioningActionCount; ++i) {
    if (value.equals(Text::terminated(protocol::kProvisioningActionNames[i]))) {
      action = static_cast<ProvisioningAction>(i);
      return ErrorCode::kNone;
    }
  }
  return ErrorCode::kUnknownAction;
}

/** Checks what a source gives; `groups` gets a bit for each group that it names. */
ErrorCode check(const AccountSource& source, uint8_t& groups, AccountSource::Name& name) {
  if (source.find_unknown(name)) return ErrorCode::kUnknownSetting;
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    const auto field = static_cast<AccountField>(place);
    AccountText value;
    ErrorCode error = source.read(field, value);
    if (error == ErrorCode::kMissingField) continue;
    if (error == ErrorCode::kNone && !follows_rule(field, value.view())) {
      error = ErrorCode::kOutOfRange;
    }
    if (error != ErrorCode::kNone) {
      name.assign(name_of(field));
      return error;
    }
    groups |=
        static_cast<uint8_t>(1U << static_cast<uint8_t>(protocol::kAccountFields[place].group));
  }
  return ErrorCode::kNone;
}

/** Lays what was checked over an account: each group that is named is replaced as a whole. */
void apply(const AccountSource& source, uint8_t groups, Account& account) {
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    const auto group = static_cast<uint8_t>(protocol::kAccountFields[place].group);
    if ((groups >> group & 1) == 0) continue;
    const auto field = static_cast<AccountField>(place);
    AccountText value;
    source.read(field, value);
    account.set(field, value.view());
  }
}

}  // namespace

Text Provisioner::handle_line(Text line, char* answer, size_t capacity) {
  JsonWriter json(answer, capacity);
  Fault fault;
  obey(line, json, fault);
  return finish(json, fault);
}

Text Provisioner::handle_form(Text body, char* answer, size_t capacity) {
  JsonWriter json(answer, capacity);
  Fault fault;
  if (body.size > protocol::kMaxProvisioningBytes) {
    fault.code = ErrorCode::kTooLarge;
  } else {
    set_account(FormAccount(body), fault);
  }
  if (fault.code == ErrorCode::kNone) write_success(json, kRestarting);
  return finish(json, fault);
}

void Provisioner::obey(Text line, JsonWriter& json, Fault& fault) {
  ProvisioningAction action;
  fault.code = line.size > protocol::kMaxProvisioningBytes ? ErrorCode::kTooLarge : validate(line);
  if (fault.code != ErrorCode::kNone) return;
  const JsonObject object(line);
  fault.code = find_action(object.find(field::kAction), action);
  if (fault.code != ErrorCode::kNone) {
    fault.parent = field::kAction;
    return;
  }
  switch (action) {
    case ProvisioningAction::kSet:
      set_account(object.find(field::kAccount), fault);
      break;
    case ProvisioningAction::kGet:
      write_state(json);
      return;
    case ProvisioningAction::kForget:
      forget(fault);
      break;
    case ProvisioningAction::kSetTrustAnchor:
      set_trust_anchor(object.find(field::kCertificate), json, fault);
      return;
    case ProvisioningAction::kRemoveTrustAnchor:
      if (!TrustAnchors(ports_.store, ports_.trust_anchor).remove()) {
        fault.code = ErrorCode::kStorageFault;
      } else {
        write_success(json, kNoAnchor);
      }
      return;
  }
  if (fault.code == ErrorCode::kNone) write_success(json, kRestarting);
}

void Provisioner::set_account(JsonValue value, Fault& fault) {
  fault.parent = field::kAccount;
  JsonObject object;
  fault.code = value.as_object(object);
  if (fault.code == ErrorCode::kNone) set_account(JsonAccount(object), fault);
}

void Provisioner::set_account(const AccountSource& source, Fault& fault) {
  uint8_t groups = 0;
  fault.code = check(source, groups, fault.name);
  if (fault.code != ErrorCode::kNone) return;
  Account account;
  account.load(ports_.store);
  apply(source, groups, account);
  AccountField missing;
  if (!account.is_complete(missing)) {
    fault.code = ErrorCode::kMissingField;
    fault.name.assign(name_of(missing));
  } else if (!account.save(ports_.store)) {
    fault.code = ErrorCode::kStorageFault;
    fault.parent = Text();
  } else {
    ports_.log.log(LogLevel::kInfo, "account stored, restarting");
    want_restart();
  }
}

/** The account goes last: whoever is cut off in between finds the node provisioned, and repeats. */
void Provisioner::forget(Fault& fault) {
  StorePort& store = ports_.store;
  const bool erased = SettingsStore(store).erase() && RelayControl::forget(store) &&
                      TrustAnchors(store, ports_.trust_anchor).remove() && Account::erase(store);
  if (!erased) {
    fault.code = ErrorCode::kStorageFault;
    return;
  }
  ports_.log.log(LogLevel::kInfo, "account forgotten, restarting");
  want_restart();
}

void Provisioner::set_trust_anchor(JsonValue certificate, JsonWriter& json, Fault& fault) {
  TrustAnchors anchors(ports_.store, ports_.trust_anchor);
  fault.code = check_certificate(certificate);
  if (fault.code == ErrorCode::kNone) fault.code = anchors.set(certificate);
  if (fault.code == ErrorCode::kStorageFault) return;
  fault.parent = field::kCertificate;
  uint32_t checksum = 0;
  if (fault.code == ErrorCode::kNone && anchors.checksum(checksum)) {
    write_success(json, Hex32(checksum).view());
  }
}

void Provisioner::write_success(JsonWriter& json, Text result) {
  json.begin_object();
  json.key(field::kStatus);
  json.text(name_of(ResponseStatus::kSuccess));
  json.key(field::kResult);
  json.text(result);
  json.end_object();
}

void Provisioner::write_state(JsonWriter& json) {
  Account account;
  const AccountFound found = account.load(ports_.store);
  json.begin_object();
  json.key(field::kStatus);
  json.text(name_of(ResponseStatus::kSuccess));
  json.key(field::kResult);
  json.begin_object();
  json.key(state::kProvisioned);
  json.boolean(found == AccountFound::kLoaded);
  json.key(state::kFirmware);
  json.text(firmware_.version);
  json.key(state::kTarget);
  json.text(firmware_.target);
  json.key(state::kProtocol);
  json.text(protocol::kVersion);
  json.key(state::kPortalSsid);
  json.text(key_.ssid());
  json.key(state::kPortalPassword);
  json.text(key_.password());
  uint32_t checksum = 0;
  if (TrustAnchors(ports_.store, ports_.trust_anchor).checksum(checksum)) {
    json.key(state::kTrustAnchor);
    json.text(Hex32(checksum).view());
  }
  if (found == AccountFound::kLoaded) write_account(json, account);
  json.end_object();
  json.end_object();
}

void Provisioner::write_account(JsonWriter& json, const Account& account) {
  for (uint8_t place = 0; place < protocol::kAccountFieldCount; ++place) {
    const protocol::AccountFieldInfo& info = protocol::kAccountFields[place];
    const auto field = static_cast<AccountField>(place);
    const Text value = account.text(field);
    if (info.secret) continue;
    if (info.rule == protocol::AccountRule::kPort) {
      json.key(name_of(field));
      json.unsigned_integer(account.port());
    } else if (info.rule == protocol::AccountRule::kFlag) {
      json.key(name_of(field));
      json.boolean(account.has_tls());
    } else if (!value.empty()) {
      json.key(name_of(field));
      json.text(value);
    }
  }
}

Text Provisioner::finish(JsonWriter& json, const Fault& fault) {
  error_ = fault.code;
  if (error_ == ErrorCode::kNone) return json.view();
  json.begin_object();
  json.key(field::kStatus);
  json.text(name_of(ResponseStatus::kError));
  json.key(field::kError);
  json.text(Text::terminated(protocol::kErrorNames[static_cast<uint8_t>(error_)]));
  FixedText<CommandFault::kFieldCapacity> path;
  path.append(fault.parent);
  if (!fault.parent.empty() && !fault.name.empty()) path.append("/");
  path.append(fault.name.view());
  if (!path.empty()) {
    json.key(field::kField);
    json.text(path.view());
  }
  json.key(field::kMessage);
  json.text(Text::terminated(message_of(error_)));
  json.end_object();
  return json.view();
}

void Provisioner::want_restart() {
  restart_wanted_ = true;
  answered_at_ = ports_.clock.monotonic_ms();
}

bool Provisioner::take_restart() {
  if (next_wake_ms() != 0) return false;
  restart_wanted_ = false;
  return true;
}

Millis Provisioner::next_wake_ms() const {
  return restart_wanted_ ? remaining(ports_.clock.monotonic_ms(), answered_at_, kRestartDelay)
                         : kNoWake;
}

}  // namespace homesync
