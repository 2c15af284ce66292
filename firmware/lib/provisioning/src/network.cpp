#include "homesync/network.h"

namespace homesync {

namespace {

constexpr size_t kLogLine = 96;

}  // namespace

void Network::start() {
  const Millis now = clock_.monotonic_ms();
  failing_since_ = now;
  if (account_.is_empty()) {
    open_portal(now);
  } else {
    join(0, now);
  }
}

Millis Network::poll() {
  const Millis now = clock_.monotonic_ms();
  const Millis spent = elapsed(now, since_);
  switch (state_) {
    case NetworkState::kIdle:
      return kNoWake;
    case NetworkState::kJoining:
      if (wifi_.is_joined()) {
        log_.log(LogLevel::kInfo, "network joined");
        enter(NetworkState::kJoined, now);
      } else if (spent >= kJoinTimeout) {
        give_up(now);
      }
      return kLook;
    case NetworkState::kJoined:
      if (!wifi_.is_joined()) {
        log_.log(LogLevel::kWarning, "network lost");
        failing_since_ = now;
        join(network_, now);
      }
      return kLook;
    case NetworkState::kPortal:
      if (account_.is_empty()) return kNoWake;
      look_at_portal(now);
      return kLook;
  }
  return kNoWake;
}

void Network::request() {
  const Millis now = clock_.monotonic_ms();
  switch (state_) {
    case NetworkState::kIdle:
      return;
    case NetworkState::kJoining:
    case NetworkState::kJoined:
      open_portal(now);
      return;
    case NetworkState::kPortal:
      if (!account_.is_empty()) close_portal(now);
      return;
  }
}

void Network::give_up(Millis now) {
  log_.log(LogLevel::kWarning, "network not joined in time");
  if (elapsed(now, failing_since_) >= kPortalAfter) {
    open_portal(now);
    return;
  }
  uint8_t next = network_;
  do {
    next = static_cast<uint8_t>(next + 1) % Account::kNetworks;
  } while (account_.ssid(next).empty());
  join(next, now);
}

void Network::join(uint8_t network, Millis now) {
  network_ = network;
  enter(NetworkState::kJoining, now);
  wifi_.join(account_.ssid(network), account_.wifi_password(network));
}

void Network::look_at_portal(Millis now) {
  if (wifi_.portal_has_guest()) guest_at_ = now;
  if (elapsed(now, guest_at_) >= kPortalOpen || elapsed(now, since_) >= kPortalLongest) {
    close_portal(now);
  }
}

void Network::open_portal(Millis now) {
  wifi_.leave();
  enter(NetworkState::kPortal, now);
  guest_at_ = now;
  FixedText<kLogLine> line;
  line.append("portal open: join ");
  line.append(key_.ssid());
  line.append(", password ");
  line.append(key_.password());
  log_.log(LogLevel::kInfo, line.view());
  wifi_.open_portal(key_.ssid(), key_.password());
}

void Network::close_portal(Millis now) {
  log_.log(LogLevel::kInfo, "portal closed");
  wifi_.close_portal();
  failing_since_ = now;
  join(0, now);
}

void Network::enter(NetworkState state, Millis now) {
  state_ = state;
  since_ = now;
}

}  // namespace homesync
