#pragma once

#include "homesync/ports/relay.h"
#include "homesync/simulated/pzem_meter.h"

namespace homesync::simulated {

/** A relay whose contact feeds the load behind a meter: open, the meter sees voltage and no
 * current. */
class Relay final : public RelayPort {
 public:
  /** The contact begins open. */
  explicit Relay(PzemMeter& meter);

  void set(bool on) override;

  /** The state of the contact, not of the coil. */
  bool is_on() const override { return closed_; }

  /** Welded or jammed: the contact stays as it is until this is taken back, then follows the coil.
   */
  void set_stuck(bool stuck);

  /** How often the contact has moved. */
  uint32_t moves() const { return moves_; }

 private:
  void follow_coil();

  PzemMeter& meter_;
  uint32_t moves_ = 0;
  bool coil_ = false;
  bool closed_ = false;
  bool stuck_ = false;
};

}  // namespace homesync::simulated
