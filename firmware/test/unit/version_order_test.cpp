#include "homesync/version_order.h"

#include "test.h"

using homesync::compare_versions;
using homesync::Text;

namespace {

int sign_of(int order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

TEST("versions are in the order of semver.org, clause 11") {
  // The clause's own chain, with more around it; each is newer than the one before.
  static constexpr Text kAscending[] = {"0.0.0",
                                        "0.0.9",
                                        "0.0.10",
                                        "0.9.0",
                                        "1.0.0-0",
                                        "1.0.0-1",
                                        "1.0.0-2",
                                        "1.0.0-10",
                                        "1.0.0--",
                                        "1.0.0-Alpha",
                                        "1.0.0-alpha",
                                        "1.0.0-alpha.1",
                                        "1.0.0-alpha.1.0",
                                        "1.0.0-alpha.beta",
                                        "1.0.0-alpha-1",
                                        "1.0.0-beta",
                                        "1.0.0-beta.2",
                                        "1.0.0-beta.11",
                                        "1.0.0-rc.1",
                                        "1.0.0",
                                        "1.0.1-rc.1",
                                        "1.0.1",
                                        "1.2.0",
                                        "1.10.0-rc.1",
                                        "1.10.0",
                                        "2.0.0",
                                        "10.0.0",
                                        "99999.99999.99998-99999999999999999999",
                                        "99999.99999.99998",
                                        "99999.99999.99999"};
  constexpr size_t kCount = sizeof kAscending / sizeof kAscending[0];
  for (size_t left = 0; left < kCount; ++left) {
    for (size_t right = 0; right < kCount; ++right) {
      homesync::test::set_subject(kAscending[left]);
      const int expected = left < right ? -1 : left > right ? 1 : 0;
      CHECK_EQ(sign_of(compare_versions(kAscending[left], kAscending[right])), expected);
    }
  }
}

TEST("leading zeros and numbers of any length compare as numbers") {
  CHECK_EQ(compare_versions("1.02.3", "1.2.3"), 0);
  CHECK_EQ(compare_versions("1.0.0-rc.007", "1.0.0-rc.7"), 0);
  CHECK(compare_versions("1.0.0-rc.4294967296", "1.0.0-rc.4294967295") > 0);
  CHECK(compare_versions("1.0.0-rc.9", "1.0.0-rc.10000000000000000000000") < 0);
}

TEST("empty identifiers are texts, not numbers") {
  CHECK(compare_versions("1.0.0-a..b", "1.0.0-a.0.b") > 0);
  CHECK(compare_versions("1.0.0-a..b", "1.0.0-a.a.b") < 0);
}
