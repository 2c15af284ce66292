#pragma once

#include "esp8266_connection.h"
#include "homesync/ports/download.h"
#include "homesync/ports/event_log.h"
#include "homesync/protocol.h"
#include "http_head.h"

namespace homesync {
class Node;
}

namespace homesync::board {

/** A file over HTTP/1.1 or HTTPS, from some byte on, a slice at every turn of loop(). */
class Esp8266Download final : public DownloadPort {
 public:
  Esp8266Download(Esp8266Clock& clock, Esp8266TrustAnchors& anchors, EventLogPort& log)
      : connection_(clock, anchors), log_(log) {}

  /** Reports to `node` from now on. */
  void attach(Node& node) { node_ = &node; }

  /** To be called from loop(). Opening takes at most Esp8266Connection::kOpenLimit. */
  void poll();

  bool has_room_for_tls() override;
  bool prepare(Text url) override;
  void start(uint32_t offset) override;
  void abort() override;

 private:
  enum class State : uint8_t { kIdle, kWanted, kReadingHead, kReadingBody };

  void open();
  bool send_request(Text host, uint16_t port, bool is_default_port, Text path);
  void read_slice();
  void judge_head();
  void take_body(const uint8_t* bytes, size_t size);
  void end(DownloadEnd end);

  Esp8266Connection connection_;
  EventLogPort& log_;
  Node* node_ = nullptr;
  State state_ = State::kIdle;
  uint32_t offset_ = 0;
  /** Bytes of the body that are still to come; HttpHead::kUnknown when the server does not say. */
  uint32_t left_ = 0;
  HttpHead head_;
  FixedText<protocol::kOtaUrlMaxLength> url_;
};

}  // namespace homesync::board
