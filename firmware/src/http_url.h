#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync::board {

/** The parts of `http://host:port/path?query`. They lie in the text that was read. */
struct HttpUrl {
  bool is_secure = false;
  Text host;
  uint16_t port = 0;
  /** From the slash on, empty for `/`; without a fragment. */
  Text path;
};

/** False for another scheme, a user name, no host, a port that is none, or a character that no url
 * has. No Arduino header in it. */
bool read_url(Text text, HttpUrl& url);

}  // namespace homesync::board
