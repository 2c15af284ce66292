#include "esp8266_connection.h"

#include <ESP8266WiFi.h>
#include <lwip/opt.h>
#include <lwip/tcp.h>
#include <wl_definitions.h>
// After what it needs.
#include <include/ClientContext.h>

#include "meanwhile.h"

namespace homesync::board {
namespace {

/** ms; the rest of kOpenLimit is the handshake's. */
constexpr uint32_t kNameLimit = 3'000;
constexpr uint32_t kTcpLimit = 4'000;

/** Bytes of a TLS record. A full one is 16 KB; what the node sends fits in the smallest. */
constexpr int kFullRecord = 16'384;
constexpr int kSmallRecord = 1'024;
constexpr int kSendRecord = 512;

}  // namespace

bool Esp8266Connection::open(const char* host, uint16_t port) {
  Meanwhile::Blocking blocking;
  is_tls_ = false;
  IPAddress address;
  plain_.setTimeout(kTcpLimit);
  return WiFi.hostByName(host, address, kNameLimit) && plain_.connect(address, port) != 0;
}

TlsOutcome Esp8266Connection::open_tls(const char* host, uint16_t port, const TlsPlan& plan) {
  uint32_t now = 0;
  IPAddress address;
  Meanwhile::Blocking blocking(kOpenLimit, Tls::give_up, &tls_);
  is_tls_ = true;
  if (!clock_.certificate_time(now) || !WiFi.hostByName(host, address, kNameLimit)) {
    return TlsOutcome::kFailed;
  }
  tls_.setCertStore(&anchors_);
  tls_.setSSLVersion(BR_TLS12, BR_TLS12);
  tls_.setX509Time(now);
  tls_.setSession(plan.session);
  tls_.setBufferSizes(plan.wants_small_records ? kSmallRecord : kFullRecord, kSendRecord);
  tls_.setTimeout(kTcpLimit);
  if (tls_.shake_hands(address, port, host)) {
    if (!plan.wants_small_records || tls_.getMFLNStatus()) return TlsOutcome::kOpen;
    close();
    return TlsOutcome::kRecordsTooLarge;
  }
  const bool too_large = plan.wants_small_records && tls_error() == BR_ERR_TOO_LARGE;
  return too_large ? TlsOutcome::kRecordsTooLarge : TlsOutcome::kFailed;
}

size_t Esp8266Connection::write(const uint8_t* bytes, size_t size) {
  Meanwhile::Blocking blocking;
  return stream().write(bytes, size);
}

int Esp8266Connection::read(uint8_t* bytes, size_t capacity) {
  Meanwhile::Blocking blocking;
  if (is_tls_) return tls_.read(bytes, capacity);
  const int available = plain_.available();
  if (available <= 0) return plain_.connected() ? 0 : -1;
  return plain_.read(bytes, capacity);
}

void Esp8266Connection::close() {
  Meanwhile::Blocking blocking;
  stream().stop();
}

bool Esp8266Connection::is_open() {
  Meanwhile::Blocking blocking;
  return stream().connected() != 0;
}

bool Esp8266Connection::Tls::shake_hands(const IPAddress& address, uint16_t port,
                                         const char* host) {
  // The host's name goes into the handshake (SNI), and the certificate must be of it.
  return WiFiClient::connect(address, port) != 0 && _connectSSL(host);
}

void Esp8266Connection::Tls::give_up(void* self) {
  Tls& tls = *static_cast<Tls*>(self);
  if (tls._client != nullptr) tls._client->abort();
}

}  // namespace homesync::board
