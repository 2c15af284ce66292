#include "http_url.h"

namespace homesync::board {
namespace {

bool take_prefix(Text& text, Text prefix) {
  if (text.size < prefix.size || Text(text.data, prefix.size) != prefix) return false;
  text = Text(text.data + prefix.size, text.size - prefix.size);
  return true;
}

/** Takes what lies before the first of `ends`, or everything. */
Text take_until(Text& text, Text ends) {
  size_t size = 0;
  const auto is_end = [&](char letter) {
    for (size_t i = 0; i < ends.size; ++i) {
      if (ends.data[i] == letter) return true;
    }
    return false;
  };
  while (size < text.size && !is_end(text.data[size])) ++size;
  const Text taken(text.data, size);
  text = Text(text.data + size, text.size - size);
  return taken;
}

bool read_port(Text digits, uint16_t& port) {
  uint32_t value = 0;
  for (size_t i = 0; i < digits.size; ++i) {
    if (digits.data[i] < '0' || digits.data[i] > '9') return false;
    value = value * 10 + static_cast<uint32_t>(digits.data[i] - '0');
    if (value > UINT16_MAX) return false;
  }
  port = static_cast<uint16_t>(value);
  return value > 0;
}

}  // namespace

bool read_url(Text text, HttpUrl& url) {
  for (size_t i = 0; i < text.size; ++i) {
    // A space or a line end would let the url write the request (RFC 3986, 2).
    if (text.data[i] <= ' ' || text.data[i] > '~') return false;
  }
  url.is_secure = take_prefix(text, "https://");
  if (!url.is_secure && !take_prefix(text, "http://")) return false;
  Text authority = take_until(text, "/?#");
  url.host = take_until(authority, ":@");
  if (url.host.empty()) return false;
  url.port = url.is_secure ? 443 : 80;
  if (!authority.empty() && (authority.data[0] != ':' ||
                             !read_port(Text(authority.data + 1, authority.size - 1), url.port))) {
    return false;
  }
  url.path = take_until(text, "#");
  return true;
}

}  // namespace homesync::board
