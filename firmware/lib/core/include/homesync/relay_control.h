#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/relay.h"
#include "homesync/ports/store.h"
#include "homesync/protection.h"
#include "homesync/protocol.h"
#include "homesync/settings.h"

namespace homesync {

/**
 * Switches the relay: keeps the shortest time between two switches, verifies that the contact
 * followed, remembers the state over power cuts, and knows what caused it.
 */
class RelayControl {
 public:
  /** A relay whose protection has tripped and that is seen to conduct this long after it was opened
   * does not open: the PZEM-004T's readings are up to a second old, its samples another. */
  static constexpr Millis kOpenWithin = 3000;

  RelayControl(RelayPort& relay, StorePort& store, const Settings& settings, Protection& protection,
               EventLogPort& log)
      : relay_(relay), store_(store), settings_(settings), protection_(protection), log_(log) {}

  /**
   * Restores the relay. After a power cut (and the other resets that a person causes) by the
   * setting power_on; after a restart, a watchdog or an exception always to its last state, since
   * what the load had must not depend on the firmware's troubles. Open whatever these say where a
   * protection had tripped.
   */
  void start(protocol::ResetReason reset_reason, Millis now);

  /** In place of start(), for safe mode: open, and what is stored is left for the next boot. */
  void start_open(Millis now);

  /** To be called at least once in 49 days: forgets a switch that is long past. */
  void poll(Millis now);

  /**
   * Opens for a protection that has tripped, min_switch_ms or not. To be called with every sample
   * as long as it has: a contact that does not open is told, and told again when it has opened.
   */
  void protect(Millis now);

  /**
   * Switches. kNone, also when the relay is already there; kProtection, for on, while the reason of
   * a protection lasts; kTooSoon within min_switch_ms of the
   * last switch; kRelayFault when the contact did not follow, in which case the coil is set back,
   * so that the relay does not switch by itself when the contact comes free.
   */
  protocol::ErrorCode set(bool on, protocol::RelayCause cause, Millis now);

  /** Removes what outlives a power cut. False when it could not be removed. */
  static bool forget(StorePort& store);

  bool is_on() const { return on_; }
  protocol::RelayCause cause() const { return cause_; }

  /** A protection has tripped and the relay does not open. */
  bool has_fault() const { return fault_; }

  /** Whether the state has changed since this was last called. */
  bool take_change();

 private:
  bool drive(bool on, Millis now);
  void look_at_contact();
  bool last_state() const;
  void keep_state();

  RelayPort& relay_;
  StorePort& store_;
  const Settings& settings_;
  Protection& protection_;
  EventLogPort& log_;
  bool on_ = false;
  bool changed_ = false;
  bool fault_ = false;
  bool switched_lately_ = false;
  protocol::RelayCause cause_ = protocol::RelayCause::kBoot;
  Millis switched_at_ = 0;
};

}  // namespace homesync
