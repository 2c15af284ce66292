#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_writer.h"
#include "homesync/moment.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** For every payload of `status/...`: firmware with every text at its longest and escaped takes
 * 329. */
constexpr size_t kStatusPayloadCapacity = 336;

/** `status/online` after a connect. */
struct Birth {
  Moment moment;
  /** s */
  uint32_t uptime_s = 0;
  Text firmware_version;
  /** Left out when not known. */
  bool has_reset_reason = false;
  protocol::ResetReason reset_reason = protocol::ResetReason::kPowerOn;
  /** bytes; left out when 0, as is largest_block: the body cannot tell */
  uint32_t free_heap = 0;
  uint32_t largest_block = 0;
  /** Left out while not known. */
  bool has_meter = false;
  protocol::SensorState meter = protocol::SensorState::kOk;
  bool has_thermometer = false;
  protocol::SensorState thermometer = protocol::SensorState::kOk;
  /** Left out when 0. */
  uint32_t energy_resets = 0;
  /** Left out when false. */
  bool safe_mode = false;
};

/** `status/relay`. */
struct RelayReport {
  protocol::RelayState state = protocol::RelayState::kOff;
  protocol::RelayCause cause = protocol::RelayCause::kBoot;
  /** A protection has tripped and the contact does not open; left out when false. */
  bool fault = false;
  Moment moment;
};

/** `status/firmware`; `build` and `chip` are left out when empty. */
struct FirmwareReport {
  Text version;
  Text target;
  Text build;
  Text chip;
  Moment moment;
};

// Each writes one payload, its fields in the order of the protocol's schema.
void write_birth(JsonWriter& json, const Birth& birth);
/** The planned absence; with an unknown moment and kUnexpectedDisconnect it is the will (REQ-008).
 */
void write_absence(JsonWriter& json, protocol::OnlineReason reason, const Moment& moment);
void write_relay(JsonWriter& json, const RelayReport& report);
void write_firmware(JsonWriter& json, const FirmwareReport& report);
void write_rssi(JsonWriter& json, int32_t rssi_dbm, const Moment& moment);

}  // namespace homesync
