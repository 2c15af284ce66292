#pragma once

#include "esp8266_portal.h"
#include "homesync/clock.h"
#include "homesync/ports/wifi.h"

namespace homesync::board {

/**
 * The radio. The calls of the port only note what is wanted, as a long press reaches them while a
 * connect blocks; poll() carries it out from loop().
 */
class Esp8266Wifi final : public WifiPort {
 public:
  explicit Esp8266Wifi(Esp8266Portal& portal) : portal_(portal) {}

  /** The radio is silent until something is wanted, and stores nothing in the SDK's own flash. */
  void begin();

  /** To be called from loop(). A change of mode waits for the SDK: at most 1 s. */
  void poll();

  void join(Text ssid, Text password) override { want(Wanted::kStation, ssid, password); }
  bool is_joined() override;
  void leave() override { want(Wanted::kNothing, Text(), Text()); }
  void open_portal(Text ssid, Text password) override { want(Wanted::kPortal, ssid, password); }
  void close_portal() override { want(Wanted::kNothing, Text(), Text()); }
  bool portal_has_guest() override;

 private:
  enum class Wanted : uint8_t { kNothing, kStation, kPortal };

  void want(Wanted wanted, Text ssid, Text password);
  void carry_out();

  Esp8266Portal& portal_;
  Wanted wanted_ = Wanted::kNothing;
  bool is_new_ = false;
  /** Ended by a NUL, and outlive this (WifiPort). */
  Text ssid_;
  Text password_;
};

}  // namespace homesync::board
