#pragma once

namespace homesync {

/** The node's light. */
class LedPort {
 public:
  /** Lights it or makes it dark, whatever level its pin needs for that. */
  virtual void set(bool on) = 0;

 protected:
  ~LedPort() = default;
};

}  // namespace homesync
