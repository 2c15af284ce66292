#pragma once

#include <Transport/Transport.h>

#include "esp8266_connection.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/store.h"

namespace homesync::board {

/**
 * The way of MQTT's bytes to the broker. Keeps the TLS session for the next connect, and, in the
 * store, whether the broker keeps to small records: the first handshake with a broker finds out.
 */
class Esp8266Transport final : public espMqttClientInternals::Transport {
 public:
  Esp8266Transport(Esp8266Connection& connection, StorePort& store, EventLogPort& log)
      : connection_(connection), store_(store), log_(log) {}

  /** Plain MQTT only where the account says so. */
  void begin(bool has_tls) { has_tls_ = has_tls; }

  bool connect(IPAddress, uint16_t) override { return false; }
  bool connect(const char* host, uint16_t port) override;
  size_t write(const uint8_t* bytes, size_t size) override;
  int read(uint8_t* bytes, size_t capacity) override;
  void stop() override { connection_.close(); }
  bool connected() override { return connection_.is_open(); }
  bool disconnected() override { return !connection_.is_open(); }

 private:
  bool connect_tls(const char* host, uint16_t port);
  void log_failure();

  Esp8266Connection& connection_;
  StorePort& store_;
  EventLogPort& log_;
  BearSSL::Session session_;
  bool has_tls_ = true;
};

}  // namespace homesync::board
