#include "homesync/relay_control.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::RelayCause;
using protocol::ResetReason;
using protocol::Setting;

namespace {

constexpr Text kKey = "relay";

/** The choices of the setting power_on, by their index in protocol::kPowerOnChoices. */
enum class PowerOn : int32_t { kOff = 0, kOn = 1, kLast = 2 };

bool is_by_hand(ResetReason reason) {
  return reason == ResetReason::kPowerOn || reason == ResetReason::kExternal;
}

}  // namespace

void RelayControl::start(ResetReason reset_reason, Millis now) {
  const auto power_on = static_cast<PowerOn>(settings_.number(Setting::kPowerOn));
  const bool keeps_last = power_on == PowerOn::kLast || !is_by_hand(reset_reason);
  const bool wanted = keeps_last ? last_state() : power_on == PowerOn::kOn;
  const bool on = wanted && !protection_.is_tripped();
  cause_ = protection_.is_tripped() ? RelayCause::kProtection : RelayCause::kBoot;
  on_ = relay_.is_on();
  switched_at_ = now;
  if (!drive(on, now)) log_.log(LogLevel::kError, "relay did not take its state at boot");
  if (on_ == on) keep_state();
}

void RelayControl::start_open(Millis now) {
  cause_ = RelayCause::kBoot;
  on_ = relay_.is_on();
  if (!drive(false, now)) log_.log(LogLevel::kError, "relay did not open for safe mode");
}

void RelayControl::poll(Millis now) {
  const auto min_switch = static_cast<Millis>(settings_.number(Setting::kMinSwitchMs));
  if (switched_lately_ && elapsed(now, switched_at_) >= min_switch) switched_lately_ = false;
}

ErrorCode RelayControl::set(bool on, RelayCause cause, Millis now) {
  look_at_contact();
  if (on && protection_.lasts()) return ErrorCode::kProtection;
  // After a fault the coil is not where the contact is.
  if (on == on_ && !fault_) return ErrorCode::kNone;
  poll(now);
  if (switched_lately_) return ErrorCode::kTooSoon;
  if (!drive(on, now)) {
    log_.log(LogLevel::kError, "relay did not switch");
    return ErrorCode::kRelayFault;
  }
  cause_ = cause;
  changed_ = true;
  fault_ = false;
  keep_state();
  if (on) protection_.release();
  return ErrorCode::kNone;
}

void RelayControl::protect(Millis now) {
  relay_.set(false);
  const bool opened = !relay_.is_on();
  if (on_ == opened) {
    on_ = !opened;
    changed_ = true;
    if (opened) {
      cause_ = RelayCause::kProtection;
      switched_lately_ = true;
      switched_at_ = now;
      keep_state();
    }
  }
  // Where the board reads back only the driver, the meter is what sees a welded contact.
  const bool conducts = protection_.is_overloaded() && elapsed(now, switched_at_) >= kOpenWithin;
  const bool fault = !opened || conducts;
  if (fault == fault_) return;
  fault_ = fault;
  changed_ = true;
  if (fault) log_.log(LogLevel::kError, "protection: the relay does not open, cut the supply");
}

/** The contact may have come free or stuck since: what is true is published. */
void RelayControl::look_at_contact() {
  if (relay_.is_on() == on_) return;
  on_ = !on_;
  changed_ = true;
}

/** Drives the coil and reads the contact back; a contact that stays has its coil set back. */
bool RelayControl::drive(bool on, Millis now) {
  if (on != on_) {
    switched_lately_ = true;
    switched_at_ = now;
  }
  relay_.set(on);
  if (relay_.is_on() != on) {
    relay_.set(on_ && !protection_.is_tripped());
    return false;
  }
  on_ = on;
  return true;
}

bool RelayControl::take_change() {
  const bool changed = changed_;
  changed_ = false;
  return changed;
}

bool RelayControl::forget(StorePort& store) {
  return store.remove(kKey);
}

bool RelayControl::last_state() const {
  uint8_t state = 0;
  return store_.read(kKey, &state, sizeof state) == sizeof state && state != 0;
}

void RelayControl::keep_state() {
  const uint8_t state = on_ ? 1 : 0;
  // Flash wears: nothing is written that is there already. No record is the same as off.
  if (last_state() == on_) return;
  if (!store_.write(kKey, &state, sizeof state)) {
    log_.log(LogLevel::kWarning, "relay state not stored");
  }
}

}  // namespace homesync
