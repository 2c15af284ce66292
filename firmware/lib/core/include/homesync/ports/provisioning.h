#pragma once

namespace homesync {

/** How the node is told its network and its broker; the body's own business but for the button. */
class ProvisioningPort {
 public:
  /** A person asks for it with a long press. Nothing where it is active already. */
  virtual void request() = 0;

  /** Whether the node waits to be told; the LED shows it. */
  virtual bool is_active() = 0;

 protected:
  ~ProvisioningPort() = default;
};

}  // namespace homesync
