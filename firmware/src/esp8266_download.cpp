#include "esp8266_download.h"

#include <ESP8266WiFi.h>

#include "homesync/node.h"
#include "http_url.h"

namespace homesync::board {
namespace {

/** Bytes a turn: with the flash's erase some 60 ms. */
constexpr size_t kSlice = 512;

/** Bytes of heap that a TLS connection takes: records of 16 KB and 0.5 KB, BearSSL's contexts, the
 * validator's, one decoded root. */
constexpr uint32_t kTlsHeap = 26 * 1024;
constexpr uint32_t kTlsBlock = 17 * 1024;

}  // namespace

bool Esp8266Download::has_room_for_tls() {
  return ESP.getFreeHeap() > kTlsHeap && ESP.getMaxFreeBlockSize() > kTlsBlock;
}

bool Esp8266Download::prepare(Text url) {
  HttpUrl parts;
  return read_url(url, parts) && url_.assign(url);
}

void Esp8266Download::start(uint32_t offset) {
  abort();
  offset_ = offset;
  state_ = State::kWanted;
}

void Esp8266Download::abort() {
  if (state_ == State::kReadingHead || state_ == State::kReadingBody) connection_.close();
  state_ = State::kIdle;
}

void Esp8266Download::poll() {
  if (state_ == State::kWanted) {
    open();
  } else if (state_ != State::kIdle) {
    read_slice();
  }
}

void Esp8266Download::open() {
  HttpUrl url;
  read_url(url_.view(), url);  // prepare() took it
  FixedText<protocol::kOtaUrlMaxLength> host;
  host.assign(url.host);
  const bool is_open =
      WiFi.isConnected() &&
      (url.is_secure ? connection_.open_tls(host.c_str(), url.port, TlsPlan()) == TlsOutcome::kOpen
                     : connection_.open(host.c_str(), url.port));
  const bool is_default_port = url.port == (url.is_secure ? 443 : 80);
  if (!is_open || !send_request(url.host, url.port, is_default_port, url.path)) {
    connection_.close();
    end(DownloadEnd::kLost);
    return;
  }
  head_ = HttpHead();
  state_ = State::kReadingHead;
}

bool Esp8266Download::send_request(Text host, uint16_t port, bool is_default_port, Text path) {
  FixedText<2 * protocol::kOtaUrlMaxLength + 128> request;
  char digits[12];
  request.append("GET ");
  if (path.empty() || path.data[0] != '/') request.append("/");
  request.append(path);
  request.append(" HTTP/1.1\r\nHost: ");
  request.append(host);
  if (!is_default_port) {
    request.append(":");
    request.append(Text::terminated(utoa(port, digits, 10)));
  }
  request.append("\r\nRange: bytes=");
  request.append(Text::terminated(ultoa(offset_, digits, 10)));
  request.append("-\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
  return connection_.write(reinterpret_cast<const uint8_t*>(request.c_str()), request.size()) ==
         request.size();
}

void Esp8266Download::read_slice() {
  uint8_t slice[kSlice];
  const int count = connection_.read(slice, sizeof slice);
  if (count == 0) return;
  if (count < 0) {
    const bool is_whole = state_ == State::kReadingBody && left_ == HttpHead::kUnknown;
    end(is_whole ? DownloadEnd::kComplete : DownloadEnd::kLost);
    return;
  }
  size_t used = 0;
  const size_t size = static_cast<size_t>(count);
  if (state_ == State::kReadingHead) {
    used = head_.take(slice, size);
    if (head_.state() == HttpHead::State::kReading) return;
    judge_head();
  }
  if (state_ == State::kReadingBody) take_body(slice + used, size - used);
}

void Esp8266Download::judge_head() {
  const uint16_t status = head_.status();
  const bool is_part = status == 206 && head_.range_start() != HttpHead::kUnknown;
  if (head_.state() == HttpHead::State::kMalformed || status == 0 || status >= 500) {
    end(DownloadEnd::kLost);
  } else if ((status != 200 && !is_part) || head_.is_chunked()) {
    log_.log(LogLevel::kWarning, status >= 300 && status < 400
                                     ? Text("image server redirects: give it the url it names")
                                     : Text("image server does not give the file"));
    end(DownloadEnd::kRefused);
  } else {
    state_ = State::kReadingBody;
    left_ = head_.length();
    const uint32_t total = is_part ? head_.range_total() : head_.length();
    node_->on_download_opened(is_part ? head_.range_start() : 0,
                              total == HttpHead::kUnknown ? 0 : total);
  }
}

void Esp8266Download::take_body(const uint8_t* bytes, size_t size) {
  if (left_ != HttpHead::kUnknown) {
    if (size > left_) size = left_;
    left_ -= size;
  }
  if (size > 0) node_->on_download_data(bytes, size);
  // The node may have ended the download, or begun it anew, for what it was given.
  if (state_ == State::kReadingBody && left_ == 0) end(DownloadEnd::kComplete);
}

void Esp8266Download::end(DownloadEnd end) {
  abort();
  node_->on_download_ended(end);
}

}  // namespace homesync::board
