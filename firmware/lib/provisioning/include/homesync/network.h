#pragma once

#include <stdint.h>

#include "homesync/account.h"
#include "homesync/clock.h"
#include "homesync/portal_key.h"
#include "homesync/ports/clock.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/provisioning.h"
#include "homesync/ports/wifi.h"

namespace homesync {

enum class NetworkState : uint8_t {
  /** Not started. */
  kIdle,
  /** Between join() and its outcome. */
  kJoining,
  kJoined,
  /** The access point is open and nothing is joined. */
  kPortal,
};

/**
 * Decides which of the stored networks is joined, and when the portal is open.
 *
 * - Without an account the portal is open until there is one.
 * - A network that is not joined within kJoinTimeout is given up for the next one, in turn, for
 *   ever; one that is lost is tried again first.
 * - When none could be joined for kPortalAfter, and at a long press of the button, the portal
 * opens. It closes once nobody has been joined to it for kPortalOpen, after kPortalLongest whatever
 *   happens, and at another long press; then the networks are tried again from the first.
 *
 * Relay, button, meter and protection know nothing of this and go on.
 */
class Network final : public ProvisioningPort {
 public:
  static constexpr Millis kJoinTimeout = 20'000;
  static constexpr Millis kPortalAfter = 600'000;
  static constexpr Millis kPortalOpen = 180'000;
  static constexpr Millis kPortalLongest = 1'800'000;
  /** ms; how often the port is asked, as it does not report. */
  static constexpr Millis kLook = 250;

  /** `account`: may be empty; must not change. */
  Network(WifiPort& wifi, ClockPort& clock, const Account& account, const PortalKey& key,
          EventLogPort& log)
      : wifi_(wifi), clock_(clock), account_(account), key_(key), log_(log) {}

  /** Joins the first network, or opens the portal. */
  void start();

  /** Does what is due; answers for how many ms nothing will be. */
  Millis poll();

  NetworkState state() const { return state_; }
  bool is_joined() const { return state_ == NetworkState::kJoined; }

  /** A long press opens the portal, or closes it where there is an account. */
  void request() override;
  bool is_active() override { return state_ == NetworkState::kPortal; }

 private:
  void join(uint8_t network, Millis now);
  void give_up(Millis now);
  void open_portal(Millis now);
  void close_portal(Millis now);
  void look_at_portal(Millis now);
  void enter(NetworkState state, Millis now);

  WifiPort& wifi_;
  ClockPort& clock_;
  const Account& account_;
  const PortalKey& key_;
  EventLogPort& log_;
  NetworkState state_ = NetworkState::kIdle;
  uint8_t network_ = 0;
  /** When the state was entered. */
  Millis since_ = 0;
  /** Since when nothing has been joined and no portal been open. */
  Millis failing_since_ = 0;
  /** When a guest was seen in the portal last. */
  Millis guest_at_ = 0;
};

}  // namespace homesync
