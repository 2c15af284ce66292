#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** How a download ended. */
enum class DownloadEnd : uint8_t {
  /** Every byte that the server announced has come. */
  kComplete,
  /** No connection, or it was lost; or the server has a fault of its own (HTTP 5xx). */
  kLost,
  /** The server has no such file or does not give it (HTTP 4xx): to ask again is of no use. */
  kRefused,
};

/**
 * The body's HTTP client, for one file. No call waits, and none calls the node back before it
 * returns: the body reports to Node::on_download_opened, on_download_data and on_download_ended.
 */
class DownloadPort {
 public:
  /** Whether a download over TLS and the MQTT session have room beside each other. */
  virtual bool has_room_for_tls() = 0;

  /** Keeps a copy of the url for the starts to come; false when it is too long. Bodies take what
   * the protocol allows (protocol::kOtaUrlMaxLength). */
  virtual bool prepare(Text url) = 0;

  /**
   * Opens a connection and asks for the file from byte `offset` on (RFC 9110, 14.2). The answer is
   * on_download_opened and what follows, or on_download_ended.
   */
  virtual void start(uint32_t offset) = 0;

  /** Closes the connection; nothing when there is none. No report follows. */
  virtual void abort() = 0;

 protected:
  ~DownloadPort() = default;
};

}  // namespace homesync
