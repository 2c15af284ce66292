#include "homesync/status_payload.h"

namespace homesync {

namespace field = protocol::field;

namespace {

Text name_of(protocol::ResetReason reason) {
  return Text::terminated(protocol::kResetReasonNames[static_cast<uint8_t>(reason)]);
}

Text name_of(protocol::OnlineReason reason) {
  return Text::terminated(protocol::kOnlineReasonNames[static_cast<uint8_t>(reason)]);
}

Text name_of(protocol::SensorState state) {
  return Text::terminated(protocol::kSensorStateNames[static_cast<uint8_t>(state)]);
}

Text name_of(protocol::RelayState state) {
  return Text::terminated(protocol::kRelayStateNames[static_cast<uint8_t>(state)]);
}

Text name_of(protocol::RelayCause cause) {
  return Text::terminated(protocol::kRelayCauseNames[static_cast<uint8_t>(cause)]);
}

/** A number that is left out when it is 0. */
void write_count(JsonWriter& json, Text name, uint32_t count) {
  if (count != 0) json.member(name, count);
}

void write_flag(JsonWriter& json, Text name, bool flag) {
  if (!flag) return;
  json.key(name);
  json.boolean(true);
}

}  // namespace

void write_birth(JsonWriter& json, const Birth& birth) {
  json.begin_object();
  json.key(field::kOnline);
  json.boolean(true);
  write_timestamp(json, birth.moment);
  json.member(field::kUptime, birth.uptime_s);
  json.member(field::kFirmware, birth.firmware_version);
  if (birth.has_reset_reason) json.member(field::kResetReason, name_of(birth.reset_reason));
  write_count(json, field::kFreeHeap, birth.free_heap);
  write_count(json, field::kLargestBlock, birth.largest_block);
  if (birth.has_meter) json.member(field::kMeter, name_of(birth.meter));
  if (birth.has_thermometer) json.member(field::kThermometer, name_of(birth.thermometer));
  write_count(json, field::kEnergyResets, birth.energy_resets);
  write_flag(json, field::kSafeMode, birth.safe_mode);
  json.end_object();
}

void write_absence(JsonWriter& json, protocol::OnlineReason reason, const Moment& moment) {
  json.begin_object();
  json.key(field::kOnline);
  json.boolean(false);
  json.member(field::kReason, name_of(reason));
  write_timestamp(json, moment);
  json.end_object();
}

void write_relay(JsonWriter& json, const RelayReport& report) {
  json.begin_object();
  json.member(field::kState, name_of(report.state));
  json.member(field::kCause, name_of(report.cause));
  write_flag(json, field::kFault, report.fault);
  write_timestamp(json, report.moment);
  json.end_object();
}

void write_firmware(JsonWriter& json, const FirmwareReport& report) {
  json.begin_object();
  json.member(field::kVersion, report.version);
  json.member(field::kProtocol, protocol::kVersion);
  json.member(field::kTarget, report.target);
  if (!report.build.empty()) json.member(field::kBuild, report.build);
  if (!report.chip.empty()) json.member(field::kChip, report.chip);
  write_timestamp(json, report.moment);
  json.end_object();
}

void write_rssi(JsonWriter& json, int32_t rssi_dbm, const Moment& moment) {
  json.begin_object();
  json.key(field::kValue);
  json.fixed(rssi_dbm, 0);
  json.member(field::kUnit, protocol::kUnitDbm);
  write_timestamp(json, moment);
  json.end_object();
}

}  // namespace homesync
