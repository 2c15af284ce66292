#include "homesync/client_id.h"

#include "bench.h"
#include "test.h"

using homesync::ClientId;
using homesync::Text;

namespace {

bool is_lower_hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

TEST("the client id is homesync_{home_id}_{node_id}_ and eight lower-case hexadecimal digits") {
  homesync::test::Bench bench;
  ClientId client_id;
  REQUIRE(client_id.load(bench.flash, bench.random));
  ClientId::Buffer text;
  client_id.write(bench.identity, text);
  const Text start = "homesync_abc123_node-001_";
  REQUIRE_EQ(text.size(), start.size + 8);
  CHECK_EQ(Text(text.c_str(), start.size), start);
  for (size_t i = start.size; i < text.size(); ++i) CHECK(is_lower_hexadecimal(text.c_str()[i]));
}

TEST("the client id stays the same over power cuts, also with another source of random numbers") {
  homesync::test::Bench bench;
  ClientId::Buffer first;
  ClientId::Buffer second;
  ClientId made;
  made.load(bench.flash, bench.random);
  made.write(bench.identity, first);
  homesync::simulated::SeededRandom other(99);
  ClientId read;
  CHECK(read.load(bench.flash, other));
  read.write(bench.identity, second);
  CHECK_EQ(second.view(), first.view());
}

TEST("a flash that fails is told, and the node has a client id all the same") {
  homesync::test::Bench bench;
  bench.flash.set_failing(true);
  ClientId client_id;
  CHECK(!client_id.load(bench.flash, bench.random));
  ClientId::Buffer text;
  client_id.write(bench.identity, text);
  CHECK_EQ(text.size(), size_t{33});
}

TEST("the longest identifiers fit") {
  char longest[64];
  memset(longest, 'x', sizeof longest);
  homesync::Identity identity;
  identity.home_id = Text(longest, sizeof longest);
  identity.node_id = Text(longest, sizeof longest);
  ClientId::Buffer text;
  ClientId().write(identity, text);
  CHECK_EQ(text.size(), size_t{9 + 64 + 1 + 64 + 1 + 8});
}
