#include "esp8266_portal.h"

#include <Arduino.h>

#include <new>

#include "portal_page.h"

namespace homesync::board {
namespace {

constexpr uint16_t kDnsPort = 53;
constexpr size_t kSlice = 128;

void send_P(WiFiClient& guest, const char* text) {
  guest.write_P(text, strlen_P(text));
}

/** The answer holds what the guest has typed: nothing of it is to become a part of the page. */
void send_escaped(WiFiClient& guest, Text text) {
  for (size_t i = 0; i < text.size; ++i) {
    const char letter = text.data[i];
    if (letter == '<') {
      guest.write("&lt;");
    } else if (letter == '&') {
      guest.write("&amp;");
    } else {
      guest.write(letter);
    }
  }
}

}  // namespace

void Esp8266Portal::open(const IPAddress& address) {
  visit_.reset(new (std::nothrow) Visit);
  names_.setErrorReplyCode(DNSReplyCode::NoError);
  names_.start(kDnsPort, "*", address);
  server_.begin();
  is_open_ = true;
}

void Esp8266Portal::close() {
  if (!is_open_) return;
  is_open_ = false;
  server_.stop();
  names_.stop();
  visit_.reset();
}

void Esp8266Portal::poll() {
  if (!is_open_ || !visit_) return;
  names_.processNextRequest();
  Visit& visit = *visit_;
  if (visit.guest.connected() || visit.guest.available() > 0) {
    read(visit);
    return;
  }
  WiFiClient guest = server_.accept();
  if (!guest) return;
  visit.guest = guest;
  visit.began_at = millis();
  visit.head = HttpHead();
  visit.body.clear();
}

void Esp8266Portal::read(Visit& visit) {
  if (elapsed(millis(), visit.began_at) >= kRequestTimeout) {
    visit.guest.stop();
    return;
  }
  uint8_t slice[kSlice];
  while (visit.guest.available() > 0) {
    const int count = visit.guest.read(slice, sizeof slice);
    if (count <= 0) break;
    const size_t size = static_cast<size_t>(count);
    const size_t head = visit.head.take(slice, size);
    const Text rest(reinterpret_cast<const char*>(slice + head), size - head);
    const size_t room = visit.body.kCapacity - visit.body.size();
    visit.body.append(Text(rest.data, rest.size < room ? rest.size : room));
  }
  if (visit.head.state() == HttpHead::State::kReading) return;
  const uint32_t length = visit.head.length() == HttpHead::kUnknown ? 0 : visit.head.length();
  if (visit.body.size() < length && visit.body.size() < visit.body.kCapacity) return;
  respond(visit);
  visit.guest.stop();
}

void Esp8266Portal::respond(Visit& visit) {
  if (visit.head.state() != HttpHead::State::kComplete) return;
  const Text line = visit.head.first_line();
  const Text post = "POST ";
  send_P(visit.guest, kPageHead);
  if (line.size < post.size || Text(line.data, post.size) != post) {
    send_P(visit.guest, kForm);
    return;
  }
  const Text answer =
      provisioner_.handle_form(visit.body.view(), visit.answer, sizeof visit.answer);
  if (provisioner_.has_succeeded()) {
    send_P(visit.guest, kStored);
    return;
  }
  send_P(visit.guest, kRefused);
  send_escaped(visit.guest, answer);
  send_P(visit.guest, kRefusedEnd);
}

}  // namespace homesync::board
