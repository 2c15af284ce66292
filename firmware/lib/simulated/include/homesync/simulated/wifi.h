#pragma once

#include "homesync/ports/wifi.h"

namespace homesync::simulated {

/** A radio in a place where at most one network is in reach. Whoever knows its password joins at
 * once. */
class Wifi final : public WifiPort {
 public:
  static constexpr size_t kMaxSsid = 32;
  static constexpr size_t kMaxPassword = 64;

  /** The network in reach; an empty name for none, which also ends what was joined. */
  void set_network(Text ssid, Text password) {
    ssid_.assign(ssid);
    password_.assign(password);
  }
  void set_guest(bool present) { guest_ = present; }

  void join(Text ssid, Text password) override {
    ++joins_;
    wanted_ssid_.assign(ssid);
    wanted_password_.assign(password);
  }
  bool is_joined() override {
    return !ssid_.empty() && wanted_ssid_.view() == ssid_.view() &&
           wanted_password_.view() == password_.view();
  }
  void leave() override { wanted_ssid_.clear(); }
  /** The processor has reset. */
  void reset() {
    leave();
    portal_ = false;
  }
  void open_portal(Text, Text) override { portal_ = true; }
  void close_portal() override { portal_ = false; }
  bool portal_has_guest() override { return guest_; }

  /** The network that is, or is to be, joined. */
  Text wanted() const { return wanted_ssid_.view(); }
  uint32_t joins() const { return joins_; }
  bool is_portal_open() const { return portal_; }

 private:
  FixedText<kMaxSsid> ssid_;
  FixedText<kMaxPassword> password_;
  FixedText<kMaxSsid> wanted_ssid_;
  FixedText<kMaxPassword> wanted_password_;
  uint32_t joins_ = 0;
  bool portal_ = false;
  bool guest_ = false;
};

}  // namespace homesync::simulated
