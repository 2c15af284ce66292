#include "homesync/provisioner.h"

#include "homesync/account_update.h"
#include "homesync/field_rules.h"
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

/** Longest part of a path that comes from the sender. */
constexpr size_t kMaxName = 64;
constexpr Text kRestarting = "restarting";
constexpr Text kNoAnchor = "none";

/** `{"status":...` */
void begin(JsonWriter& json, ResponseStatus status) {
  json.begin_object();
  json.key(field::kStatus);
  json.text(Text::terminated(protocol::kResponseStatusNames[static_cast<uint8_t>(status)]));
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

}  // namespace

Text Provisioner::handle_line(Text line, char* answer, size_t capacity) {
  JsonWriter json(answer, capacity);
  ProvisioningFault fault;
  obey(line, json, fault);
  return finish(json, fault);
}

Text Provisioner::handle_form(Text body, char* answer, size_t capacity) {
  JsonWriter json(answer, capacity);
  ProvisioningFault fault;
  if (body.size > protocol::kMaxProvisioningBytes) {
    fault.code = ErrorCode::kTooLarge;
  } else {
    set_account(FormAccount(body), fault);
  }
  if (fault.code == ErrorCode::kNone) write_success(json, kRestarting);
  return finish(json, fault);
}

void Provisioner::obey(Text line, JsonWriter& json, ProvisioningFault& fault) {
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

void Provisioner::set_account(JsonValue value, ProvisioningFault& fault) {
  fault.parent = field::kAccount;
  JsonObject object;
  fault.code = value.as_object(object);
  if (fault.code == ErrorCode::kNone) set_account(JsonAccount(object), fault);
}

void Provisioner::set_account(const AccountSource& source, ProvisioningFault& fault) {
  fault.name = source.unknown_name();
  if (!fault.name.empty()) {
    fault.code = ErrorCode::kUnknownSetting;
    return;
  }
  Account account;
  account.load(ports_.store);
  if (!lay_over(source, account, fault)) return;
  if (!account.save(ports_.store)) {
    fault.code = ErrorCode::kStorageFault;
    fault.parent = Text();
    return;
  }
  ports_.log.log(LogLevel::kInfo, "account stored, restarting");
  want_restart();
}

/** The account goes last: whoever is cut off in between finds the node provisioned, and repeats. */
void Provisioner::forget(ProvisioningFault& fault) {
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

void Provisioner::set_trust_anchor(JsonValue certificate, JsonWriter& json,
                                   ProvisioningFault& fault) {
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

void Provisioner::begin_success(JsonWriter& json) {
  begin(json, ResponseStatus::kSuccess);
  json.key(field::kResult);
}

void Provisioner::write_success(JsonWriter& json, Text result) {
  begin_success(json);
  json.text(result);
  json.end_object();
}

/** Every text of the state and of the account under its name. */
void Provisioner::write_state(JsonWriter& json) {
  const struct {
    const char* name;
    Text value;
  } members[] = {
      {state::kFirmware, firmware_.version},     {state::kTarget, firmware_.target},
      {state::kProtocol, protocol::kVersion},    {state::kPortalSsid, key_.ssid()},
      {state::kPortalPassword, key_.password()},
  };
  uint32_t checksum = 0;
  const bool has_anchor = TrustAnchors(ports_.store, ports_.trust_anchor).checksum(checksum);
  begin_success(json);
  json.begin_object();
  for (const auto& member : members) {
    json.key(Text::terminated(member.name));
    json.text(member.value);
  }
  if (has_anchor) {
    json.key(state::kTrustAnchor);
    json.text(Hex32(checksum).view());
  }
  write_account(json);
  json.end_object();
  json.end_object();
}

/** Apart from write_state(), so that it and the certificate are not on the stack together. */
__attribute__((noinline)) void Provisioner::write_account(JsonWriter& json) {
  Account account;
  const bool is_provisioned = account.load(ports_.store) == AccountFound::kLoaded;
  json.key(state::kProvisioned);
  json.boolean(is_provisioned);
  for (uint8_t place = 0; is_provisioned && place < protocol::kAccountFieldCount; ++place) {
    const protocol::AccountFieldInfo& info = protocol::kAccountFields[place];
    const auto field = static_cast<AccountField>(place);
    const Text value = account.text(field);
    const bool is_port = info.rule == protocol::AccountRule::kPort;
    const bool is_flag = info.rule == protocol::AccountRule::kFlag;
    if (info.secret || (value.empty() && !is_port && !is_flag)) continue;
    json.key(name_of(field));
    if (is_port) {
      json.unsigned_integer(account.port());
    } else if (is_flag) {
      json.boolean(account.has_tls());
    } else {
      json.text(value);
    }
  }
}

Text Provisioner::finish(JsonWriter& json, const ProvisioningFault& fault) {
  error_ = fault.code;
  if (error_ == ErrorCode::kNone) return json.view();
  begin(json, ResponseStatus::kError);
  json.key(field::kError);
  json.text(Text::terminated(protocol::kErrorNames[static_cast<uint8_t>(error_)]));
  FixedText<CommandFault::kFieldCapacity> path;
  path.append(fault.parent);
  if (!fault.parent.empty() && !fault.name.empty()) path.append("/");
  for (size_t i = 0; i < fault.name.size && i < kMaxName; ++i) {
    const Text character(fault.name.data + i, 1);
    path.append(is_printable(character, 1) ? character : Text("?"));
  }
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
