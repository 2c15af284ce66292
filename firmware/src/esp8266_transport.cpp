#include "esp8266_transport.h"

#include <string.h>

#include "homesync/crc32.h"

namespace homesync::board {
namespace {

constexpr Text kKey = "mfln";

/** What was found about one broker. */
struct SmallRecords {
  /** CRC-32 of host and port: another broker is another matter. */
  uint32_t broker;
  uint32_t are_kept;
};

uint32_t checksum(const char* host, uint16_t port) {
  return crc32(reinterpret_cast<const uint8_t*>(host), strlen(host)) ^ port;
}

}  // namespace

bool Esp8266Transport::connect(const char* host, uint16_t port) {
  return has_tls_ ? connect_tls(host, port) : connection_.open(host, port);
}

bool Esp8266Transport::connect_tls(const char* host, uint16_t port) {
  SmallRecords found = {};
  const uint32_t broker = checksum(host, port);
  const bool is_known =
      store_.read(kKey, &found, sizeof found) == sizeof found && found.broker == broker;
  TlsPlan plan;
  plan.session = &session_;
  plan.wants_small_records = !is_known || found.are_kept != 0;
  const TlsOutcome outcome = connection_.open_tls(host, port, plan);
  // The next connect, a second later, uses a buffer for full records.
  const bool refused = outcome == TlsOutcome::kRecordsTooLarge;
  if (refused || (outcome == TlsOutcome::kOpen && !is_known)) {
    found = {broker, refused ? 0U : 1U};
    store_.write(kKey, &found, sizeof found);
  }
  if (outcome == TlsOutcome::kFailed) log_failure();
  return outcome == TlsOutcome::kOpen;
}

size_t Esp8266Transport::write(const uint8_t* bytes, size_t size) {
  return connection_.write(bytes, size);
}

int Esp8266Transport::read(uint8_t* bytes, size_t capacity) {
  return connection_.read(bytes, capacity);
}

void Esp8266Transport::log_failure() {
  // What people must be able to tell apart; the rest has its number in bearssl_ssl.h and _x509.h.
  const int error = connection_.tls_error();
  if (error == BR_ERR_X509_NOT_TRUSTED) {
    log_.log(LogLevel::kError, "broker's certificate leads to no trusted root");
  } else if (error == BR_ERR_X509_BAD_SERVER_NAME) {
    log_.log(LogLevel::kError, "broker's certificate is of another name");
  } else if (error == BR_ERR_X509_EXPIRED) {
    log_.log(LogLevel::kError, "broker's certificate is not valid now, or the clock is wrong");
  } else {
    FixedText<48> line;
    char digits[12];
    itoa(error, digits, 10);
    line.append("no TLS connection: BearSSL error ");
    line.append(Text::terminated(digits));
    log_.log(LogLevel::kWarning, line.view());
  }
}

}  // namespace homesync::board
