#pragma once

#include "homesync/ports/provisioning.h"

namespace homesync::simulated {

/** A provisioning that, once asked for, waits until it is told that someone has done it. */
class Provisioning final : public ProvisioningPort {
 public:
  void request() override { active_ = true; }
  bool is_active() override { return active_; }
  void finish() { active_ = false; }

 private:
  bool active_ = false;
};

}  // namespace homesync::simulated
