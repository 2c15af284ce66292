#include "homesync/portal_key.h"

#include <string.h>

#include "bench.h"
#include "test.h"

using homesync::PortalKey;
using homesync::Text;
using homesync::test::Bench;

TEST("portal key: made once, of letters and digits, and the same at every boot") {
  Bench bench;
  PortalKey first;
  CHECK(first.load(bench.flash, bench.random));
  CHECK_EQ(first.password().size, 12);
  CHECK_EQ(strlen(first.password().data), 12);
  CHECK_EQ(first.ssid().size, 13);
  CHECK_EQ(Text(first.ssid().data, 9), "HomeSync-");
  PortalKey second;
  CHECK(second.load(bench.flash, bench.random));
  CHECK_EQ(second.password(), first.password());
  CHECK_EQ(second.ssid(), first.ssid());
}

TEST("portal key: every device has its own") {
  Bench bench;
  homesync::simulated::SeededRandom other(2);
  PortalKey one;
  PortalKey two;
  one.load(bench.flash, bench.random);
  bench.flash.remove("portal");
  two.load(bench.flash, other);
  CHECK(one.password() != two.password());
  CHECK(one.ssid() != two.ssid());
}

TEST(
    "portal key: a record that is spoiled is replaced, and one that cannot be stored still holds") {
  Bench bench;
  PortalKey key;
  key.load(bench.flash, bench.random);
  bench.flash.write("portal", "spoiled", 7);
  CHECK(key.load(bench.flash, bench.random));
  const homesync::FixedText<16> made = [&key] {
    homesync::FixedText<16> text;
    text.assign(key.password());
    return text;
  }();
  CHECK(key.load(bench.flash, bench.random));
  CHECK_EQ(key.password(), made.view());
  bench.flash.remove("portal");
  bench.flash.set_failing(true);
  CHECK(!key.load(bench.flash, bench.random));
  CHECK_EQ(key.password().size, 12);
}
