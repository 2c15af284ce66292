#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/identity.h"
#include "homesync/moment.h"
#include "homesync/ports/radio.h"
#include "homesync/ports/system.h"
#include "homesync/publisher.h"
#include "homesync/relay_control.h"
#include "homesync/sensor_watch.h"
#include "homesync/uptime.h"

namespace homesync {

/**
 * Publishes `status/...`: all four after every connect (the birth), the relay when it changes,
 * online when the state of a sensor does, the signal strength every protocol::kRssiPeriod as the
 * sign of life. What the MQTT client does not
 * accept stays due, so that a retained status is never left wrong.
 */
class Status {
 public:
  /** What was not accepted is offered again after this. */
  static constexpr Millis kRetry = 1000;

  Status(Publisher& publisher, MomentSource& moments, const Identity& identity,
         const Uptime& uptime, RelayControl& relay, SensorWatch& sensors, RadioPort& radio,
         SystemPort& system);

  /** From now on the birth says so. */
  void enter_safe_mode() { safe_mode_ = true; }

  /** The node has connected: everything is due. */
  void on_connected(Millis now);

  /** While the node is online: publishes what is due. */
  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

 private:
  enum class Part : uint8_t { kOnline = 0, kRelay = 1, kFirmware = 2, kRssi = 3 };
  static constexpr uint8_t kParts = 4;
  static constexpr uint8_t kAllParts = (1U << kParts) - 1;

  bool publish(Part part);
  bool publish_birth();
  bool publish_relay();
  bool publish_firmware();
  bool publish_rssi();

  Publisher& publisher_;
  MomentSource& moments_;
  const Identity& identity_;
  const Uptime& uptime_;
  RelayControl& relay_;
  SensorWatch& sensors_;
  RadioPort& radio_;
  SystemPort& system_;
  /** One bit a part. */
  uint8_t due_ = 0;
  bool refused_ = false;
  bool safe_mode_ = false;
  Millis refused_at_ = 0;
  Millis rssi_at_ = 0;
};

}  // namespace homesync
