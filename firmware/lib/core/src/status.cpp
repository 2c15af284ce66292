#include "homesync/status.h"

#include "homesync/status_payload.h"

namespace homesync {

using protocol::Topic;

namespace {

int32_t clamp(int32_t value, int32_t min, int32_t max) {
  return value < min ? min : value > max ? max : value;
}

}  // namespace

Status::Status(Publisher& publisher, MomentSource& moments, const Identity& identity,
               const Uptime& uptime, RelayControl& relay, SensorWatch& sensors, RadioPort& radio,
               SystemPort& system)
    : publisher_(publisher),
      moments_(moments),
      identity_(identity),
      uptime_(uptime),
      relay_(relay),
      sensors_(sensors),
      radio_(radio),
      system_(system) {}

void Status::on_connected(Millis now) {
  due_ = kAllParts;
  refused_ = false;
  rssi_at_ = now;
  relay_.take_change();
}

void Status::poll(Millis now) {
  if (elapsed(now, rssi_at_) >= protocol::kRssiPeriod) {
    rssi_at_ += protocol::kRssiPeriod;
    due_ = static_cast<uint8_t>(due_ | 1U << static_cast<uint8_t>(Part::kRssi));
  }
  if (relay_.take_change()) {
    due_ = static_cast<uint8_t>(due_ | 1U << static_cast<uint8_t>(Part::kRelay));
  }
  if (sensors_.take_change()) {
    due_ = static_cast<uint8_t>(due_ | 1U << static_cast<uint8_t>(Part::kOnline));
  }
  if (due_ == 0 || (refused_ && elapsed(now, refused_at_) < kRetry)) return;
  refused_ = false;
  for (uint8_t i = 0; i < kParts; ++i) {
    const uint8_t bit = static_cast<uint8_t>(1U << i);
    if ((due_ & bit) == 0) continue;
    if (!publish(static_cast<Part>(i))) {
      refused_ = true;
      refused_at_ = now;
      return;
    }
    due_ = static_cast<uint8_t>(due_ & ~bit);
  }
}

Millis Status::next_wake_ms(Millis now) const {
  const Millis to_rssi = remaining(now, rssi_at_, protocol::kRssiPeriod);
  if (due_ == 0) return to_rssi;
  const Millis to_retry = refused_ ? remaining(now, refused_at_, kRetry) : 0;
  return to_retry < to_rssi ? to_retry : to_rssi;
}

bool Status::publish(Part part) {
  switch (part) {
    case Part::kOnline:
      return publish_birth();
    case Part::kRelay:
      return publish_relay();
    case Part::kFirmware:
      return publish_firmware();
    case Part::kRssi:
      return publish_rssi();
  }
  return true;
}

bool Status::publish_birth() {
  Birth birth;
  birth.moment = moments_.next();
  birth.uptime_s = uptime_.seconds();
  birth.firmware_version = identity_.firmware_version;
  birth.has_reset_reason = true;
  birth.reset_reason = system_.reset_reason();
  birth.free_heap = system_.free_heap();
  birth.largest_block = system_.largest_block();
  birth.has_meter = sensors_.meter().is_known();
  birth.meter = sensors_.meter().state();
  birth.has_thermometer = sensors_.thermometer().is_known();
  birth.thermometer = sensors_.thermometer().state();
  birth.energy_resets = sensors_.energy_resets();
  birth.safe_mode = safe_mode_;
  char buffer[kStatusPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_birth(json, birth);
  return publisher_.publish(Topic::kStatusOnline, json) != kNotAccepted;
}

bool Status::publish_relay() {
  RelayReport report;
  report.state = relay_.is_on() ? protocol::RelayState::kOn : protocol::RelayState::kOff;
  report.cause = relay_.cause();
  report.fault = relay_.has_fault();
  report.moment = moments_.next();
  char buffer[kStatusPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_relay(json, report);
  return publisher_.publish(Topic::kStatusRelay, json) != kNotAccepted;
}

bool Status::publish_firmware() {
  FirmwareReport report;
  report.version = identity_.firmware_version;
  report.target = identity_.target;
  report.build = identity_.build;
  report.chip = identity_.chip;
  report.moment = moments_.next();
  char buffer[kStatusPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_firmware(json, report);
  return publisher_.publish(Topic::kStatusFirmware, json) != kNotAccepted;
}

bool Status::publish_rssi() {
  const int32_t rssi = clamp(radio_.rssi_dbm(), protocol::kRssiValueMin, protocol::kRssiValueMax);
  char buffer[kStatusPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_rssi(json, rssi, moments_.next());
  return publisher_.publish(Topic::kStatusRssi, json) != kNotAccepted;
}

}  // namespace homesync
