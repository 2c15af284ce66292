#pragma once

#include <WiFiClientSecure.h>

#include "esp8266_clock.h"
#include "esp8266_trust_anchors.h"

namespace homesync::board {

/** How a connection over TLS is to be made. */
struct TlsPlan {
  /** Resumes from it, and leaves in it what the next one resumes from; may be none. */
  BearSSL::Session* session = nullptr;
  /** Asks the server for records of at most 1 KB (RFC 6066, 4: MFLN), to receive in a small buffer.
   */
  bool wants_small_records = false;
};

/** How an attempt over TLS ended. */
enum class TlsOutcome : uint8_t {
  kOpen,
  /** The server does not keep to small records, and a small buffer is not safe. */
  kRecordsTooLarge,
  kFailed,
};

/**
 * A TCP connection, with or without TLS 1.2. All its calls may wait, in a Meanwhile: to open it
 * takes at most kOpenLimit, to write or close what the Arduino core allows (5 s). Certificates are
 * always verified, by name, chain and validity.
 */
class Esp8266Connection {
 public:
  /** ms: name, TCP and TLS together. */
  static constexpr uint32_t kOpenLimit = 10'000;

  Esp8266Connection(Esp8266Clock& clock, Esp8266TrustAnchors& anchors)
      : clock_(clock), anchors_(anchors) {}

  bool open(const char* host, uint16_t port);
  TlsOutcome open_tls(const char* host, uint16_t port, const TlsPlan& plan);

  size_t write(const uint8_t* bytes, size_t size);
  /** -1 when the connection has ended and all of it was read. */
  int read(uint8_t* bytes, size_t capacity);
  void close();
  bool is_open();

  /** BearSSL's number for why the last attempt over TLS failed (bearssl_ssl.h); 0 for none. */
  int tls_error() { return tls_.getLastSSLError(); }

 private:
  /** To the core's client: parts of connect() with a limit each, and an end from outside. */
  class Tls final : public BearSSL::WiFiClientSecureCtx {
   public:
    bool shake_hands(const IPAddress& address, uint16_t port, const char* host);
    static void give_up(void* self);
  };

  WiFiClient& stream() { return is_tls_ ? static_cast<WiFiClient&>(tls_) : plain_; }

  Esp8266Clock& clock_;
  Esp8266TrustAnchors& anchors_;
  WiFiClient plain_;
  Tls tls_;
  bool is_tls_ = false;
};

}  // namespace homesync::board
