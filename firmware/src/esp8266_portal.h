#pragma once

#include <DNSServer.h>
#include <WiFiClient.h>
#include <WiFiServer.h>

#include <memory>

#include "homesync/clock.h"
#include "homesync/provisioner.h"
#include "http_head.h"

namespace homesync::board {

/**
 * The captive portal: every name leads here, and every address of it shows one form, whose body the
 * provisioner gets. One request at a time; its memory is taken while the portal is open only.
 */
class Esp8266Portal {
 public:
  explicit Esp8266Portal(Provisioner& provisioner) : provisioner_(provisioner) {}

  void open(const IPAddress& address);
  void close();

  /** To be called from loop(). Waits at most 5 s for a guest who does not take the page. */
  void poll();

 private:
  /** ms in which a guest must have sent all of a request. */
  static constexpr Millis kRequestTimeout = 5'000;

  struct Visit {
    WiFiClient guest;
    Millis began_at = 0;
    HttpHead head;
    /** One byte more than is accepted, so that the provisioner notices what was cut off. */
    FixedText<protocol::kMaxProvisioningBytes + 1> body;
    char answer[Provisioner::kAnswerCapacity];
  };

  void read(Visit& visit);
  void respond(Visit& visit);

  Provisioner& provisioner_;
  DNSServer names_;
  WiFiServer server_{80};
  std::unique_ptr<Visit> visit_;
  bool is_open_ = false;
};

}  // namespace homesync::board
