#include "http_head.h"

#include "test.h"

namespace homesync::board {
namespace {

/** Gives a head in pieces of `step` bytes; answers how many of all bytes were its own. */
size_t give(HttpHead& head, Text bytes, size_t step) {
  size_t taken = 0;
  while (taken < bytes.size && head.state() == HttpHead::State::kReading) {
    const size_t left = bytes.size - taken;
    taken +=
        head.take(reinterpret_cast<const uint8_t*>(bytes.data) + taken, left < step ? left : step);
  }
  return taken;
}

constexpr Text kPart =
    "HTTP/1.1 206 Partial Content\r\nServer: x\r\nContent-Range: bytes 100-199/4096\r\n"
    "CONTENT-LENGTH:100\r\n\r\nbody";

}  // namespace

TEST("a head is read in pieces of any size up to the body") {
  for (size_t step = 1; step < kPart.size; ++step) {
    HttpHead head;
    CHECK_EQ(give(head, kPart, step), kPart.size - 4);
    CHECK(head.state() == HttpHead::State::kComplete);
    CHECK_EQ(head.status(), 206);
    CHECK_EQ(head.length(), 100U);
    CHECK_EQ(head.range_start(), 100U);
    CHECK_EQ(head.range_total(), 4096U);
    CHECK(!head.is_chunked());
  }
}

TEST("a head says what it does not know") {
  HttpHead head;
  give(head, "HTTP/1.0 200 OK\nContent-Range: bytes 0-9/*\nContent-Length: ten\n\n", 7);
  CHECK(head.state() == HttpHead::State::kComplete);
  CHECK_EQ(head.status(), 200);
  CHECK_EQ(head.length(), HttpHead::kUnknown);
  CHECK_EQ(head.range_start(), 0U);
  CHECK_EQ(head.range_total(), HttpHead::kUnknown);
}

TEST("a length that does not fit is unknown") {
  HttpHead head;
  give(head, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", 64);
  CHECK_EQ(head.length(), HttpHead::kUnknown);
}

TEST("chunks are noticed") {
  HttpHead head;
  give(head, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 64);
  CHECK(head.is_chunked());
}

TEST("a request has its line and no status") {
  HttpHead head;
  give(head, "\r\nPOST /form HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 64);
  CHECK(head.first_line() == Text("POST /form HTTP/1.1"));
  CHECK_EQ(head.status(), 0);
  CHECK_EQ(head.length(), 5U);
}

TEST("what is no http has no status") {
  static constexpr Text kOthers[] = {Text("220 smtp\r\n\r\n"), Text("HTTP/1.1 2x0 OK\r\n\r\n"),
                                     Text("HTTP/1.1 20\r\n\r\n"), Text("HTTP/2 200\r\n\r\n")};
  for (const Text line : kOthers) {
    HttpHead head;
    give(head, line, 64);
    CHECK_EQ(head.status(), 0);
  }
}

TEST("a head without an end is refused") {
  HttpHead head;
  const uint8_t letter[] = {'a'};
  for (size_t i = 0; i < HttpHead::kMaxBytes; ++i) head.take(letter, 1);
  CHECK(head.state() == HttpHead::State::kReading);
  head.take(letter, 1);
  CHECK(head.state() == HttpHead::State::kMalformed);
  CHECK_EQ(head.first_line().size, 0U);
}

TEST("a line is kept up to its capacity") {
  HttpHead head;
  const uint8_t letter[] = {'a'};
  for (size_t i = 0; i < 2 * HttpHead::kLineCapacity; ++i) head.take(letter, 1);
  give(head, "\r\nContent-Length: 1\r\n\r\n", 64);
  CHECK_EQ(head.first_line().size, HttpHead::kLineCapacity);
  CHECK_EQ(head.length(), 1U);
}

}  // namespace homesync::board
