#include "http_url.h"

#include "test.h"

namespace homesync::board {

TEST("a url has its parts") {
  HttpUrl url;
  CHECK(read_url("https://images.example:8443/node/1.2.bin?x=1#top", url));
  CHECK(url.is_secure);
  CHECK(url.host == Text("images.example"));
  CHECK_EQ(url.port, 8443);
  CHECK(url.path == Text("/node/1.2.bin?x=1"));
}

TEST("a url has the port of its scheme") {
  HttpUrl url;
  CHECK(read_url("http://192.168.1.2", url));
  CHECK(!url.is_secure);
  CHECK_EQ(url.port, 80);
  CHECK(url.path.empty());
  CHECK(read_url("https://a?b", url));
  CHECK_EQ(url.port, 443);
  CHECK(url.path == Text("?b"));
}

TEST("what is no url of an image is refused") {
  HttpUrl url;
  static constexpr Text kOthers[] = {Text(""),
                                     Text("ftp://a/b"),
                                     Text("http://"),
                                     Text("http:///b"),
                                     Text("http://a:/b"),
                                     Text("http://a:0/b"),
                                     Text("http://a:65536/b"),
                                     Text("http://a:8x/b"),
                                     Text("http://me:secret@a/b"),
                                     Text("http://me@a/b"),
                                     Text("http://a/b c"),
                                     Text("http://a/\r\nHost: b"),
                                     Text("http://a/\x7f")};
  for (const Text text : kOthers) {
    CHECK(!read_url(text, url));
  }
}

}  // namespace homesync::board
