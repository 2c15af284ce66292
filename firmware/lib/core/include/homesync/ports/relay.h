#pragma once

namespace homesync {

/** The relay's driver. */
class RelayPort {
 public:
  /** Closes (on) or opens the contact. Whether it moved is for is_on() to tell. */
  virtual void set(bool on) = 0;

  /** The state read back: of the contact where the board can tell, of the driver where it cannot.
   */
  virtual bool is_on() const = 0;

 protected:
  ~RelayPort() = default;
};

}  // namespace homesync
