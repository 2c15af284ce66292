#include "homesync/fnv.h"

#include "test.h"

using homesync::fnv1a;
using homesync::Text;

// Published vectors of the authors' test suite.
TEST("FNV-1a gives the published values") {
  CHECK_EQ(fnv1a(""), 0xcbf29ce484222325ULL);
  CHECK_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cULL);
  CHECK_EQ(fnv1a("b"), 0xaf63df4c8601f1a5ULL);
  CHECK_EQ(fnv1a("foobar"), 0x85944171f73967e8ULL);
  CHECK_EQ(fnv1a("chongo was here!\n"), 0x46810940eff5f915ULL);
}

TEST("request ids that differ in one character have different values") {
  CHECK(fnv1a("req-0001") != fnv1a("req-0002"));
  CHECK(fnv1a("req-1") != fnv1a("req-1 "));
}
