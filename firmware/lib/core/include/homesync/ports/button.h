#pragma once

namespace homesync {

/** The node's push button. */
class ButtonPort {
 public:
  /** Whether it is held down at this moment; its contact may bounce, the core waits for it. */
  virtual bool is_pressed() = 0;

 protected:
  ~ButtonPort() = default;
};

}  // namespace homesync
