#pragma once

#include "homesync/text.h"

namespace homesync {

/**
 * The WiFi radio as a station and as an access point. No call waits. Every text is ended by a NUL,
 * so that a C interface can read it, and outlives the port. What is never given to a log:
 * passwords.
 */
class WifiPort {
 public:
  /** Begins to join a network in place of any other; `password` is empty for an open one. The body
   * neither tries another one by itself nor stores this one. */
  virtual void join(Text ssid, Text password) = 0;

  /** Whether the network that was asked for is joined and has given an address. */
  virtual bool is_joined() = 0;

  /** Ends the attempt or the connection; the radio may sleep. */
  virtual void leave() = 0;

  /**
   * Opens an access point (WPA2) with a captive portal: a name server that answers every name with
   * the node's address, and a web server with one form, whose body goes to
   * Provisioner::handle_form(). Always after leave(): the radio has one channel.
   */
  virtual void open_portal(Text ssid, Text password) = 0;

  virtual void close_portal() = 0;

  /** Whether a device is joined to the access point at this moment: the portal then stays open
   * longer. */
  virtual bool portal_has_guest() = 0;

 protected:
  ~WifiPort() = default;
};

}  // namespace homesync
