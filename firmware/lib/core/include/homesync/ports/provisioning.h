#pragma once

namespace homesync {

/** X. */
class ProvisioningPort {
 public:
  /** A person asks for it with a long press, and with another one for its end. */
  virtual void request() = 0;

  /** Whether the node waits to be told; the LED shows it. */
  virtual bool is_active() = 0;

 protected:
  ~ProvisioningPort() = default;
};

}  // namespace homesync
