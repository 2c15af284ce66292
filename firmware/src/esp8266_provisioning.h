#pragma once

#include "homesync/ports/event_log.h"
#include "homesync/ports/provisioning.h"

namespace homesync::board {

/** Network and broker are compiled into this image, so a request can only be told to be in vain. */
class Esp8266Provisioning final : public ProvisioningPort {
 public:
  explicit Esp8266Provisioning(EventLogPort& log) : log_(log) {}

  void request() override {
    log_.log(LogLevel::kWarning, "no provisioning: network and broker are compiled in");
  }
  bool is_active() override { return false; }

 private:
  EventLogPort& log_;
};

}  // namespace homesync::board
