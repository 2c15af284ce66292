#include "homesync/config_executor.h"

#include "homesync/relay_control.h"
#include "homesync/setting_rules.h"

namespace homesync {

using protocol::ConfigAction;
using protocol::ErrorCode;
using protocol::Setting;

Outcome ConfigExecutor::execute(const Command& command, Millis) {
  switch (static_cast<ConfigAction>(command.action)) {
    case ConfigAction::kGet:
      return Outcome::success(SettingSet::all());
    case ConfigAction::kSet:
      return set(command.settings);
    case ConfigAction::kResetEnergy:
      if (sampler_.request_energy_reset()) return Outcome::later();
      return Outcome::refusal(ErrorCode::kBusy, "the counter is being reset already; wait for it");
    case ConfigAction::kFactoryReset:
      return factory_reset();
    case ConfigAction::kGetTrustAnchor:
      return trust_anchor();
    case ConfigAction::kSetTrustAnchor:
      return set_trust_anchor(command.certificate);
    case ConfigAction::kRemoveTrustAnchor:
      if (anchors_.remove()) return Outcome::success("none");
      return Outcome::refusal(ErrorCode::kStorageFault);
  }
  return Outcome::refusal(ErrorCode::kUnsupported);
}

/** `wanted` has been checked as a whole. Stored first: what holds now also holds after a power cut.
 */
Outcome ConfigExecutor::set(JsonObject wanted) {
  Settings next = settings_;
  SettingSet named;
  JsonMembers members(wanted);
  JsonMember member;
  while (members.next(member)) {
    Setting setting;
    if (!find_setting(member.name, setting) || !apply_setting(setting, member.value, next)) {
      return Outcome::refusal(ErrorCode::kOutOfRange);
    }
    named.add(setting);
  }
  // Flash wears: nothing is written that is there already.
  if (!(next == settings_)) {
    switch (SettingsStore(store_).save(next)) {
      case SettingsSaved::kSaved:
        break;
      case SettingsSaved::kFailed:
        return Outcome::refusal(ErrorCode::kStorageFault);
      case SettingsSaved::kNewerKept:
        return Outcome::refusal(ErrorCode::kStorageFault,
                                "stored settings are of a newer firmware; install it, or send "
                                "factory_reset");
    }
    settings_ = next;
  }
  return Outcome::success(named);
}

Outcome ConfigExecutor::factory_reset() {
  // A power cut between them leaves a node that a repeated command resets whole.
  if (!SettingsStore(store_).erase() || !RelayControl::forget(store_) || !anchors_.remove()) {
    return Outcome::refusal(ErrorCode::kStorageFault,
                            "could not be erased whole; send it again, or check the flash");
  }
  restart_wanted_ = true;
  return Outcome::success("restarting");
}

Outcome ConfigExecutor::set_trust_anchor(JsonValue certificate) {
  const ErrorCode error = anchors_.set(certificate);
  return error == ErrorCode::kNone ? trust_anchor() : Outcome::refusal(error);
}

Outcome ConfigExecutor::trust_anchor() {
  uint32_t checksum = 0;
  return anchors_.checksum(checksum) ? Outcome::trust_anchor(checksum) : Outcome::success("none");
}

bool ConfigExecutor::take_restart() {
  const bool wanted = restart_wanted_;
  restart_wanted_ = false;
  return wanted;
}

}  // namespace homesync
