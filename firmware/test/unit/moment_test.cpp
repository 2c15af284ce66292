#include "homesync/moment.h"

#include "homesync/simulated/settable_clock.h"
#include "test.h"

using homesync::Moment;
using homesync::MomentSource;
using homesync::UtcTime;
using homesync::simulated::SettableClock;

TEST("without a clock there are no moments") {
  SettableClock clock;
  MomentSource moments(clock);
  CHECK(!moments.next().known);
}

TEST("two moments are never the same") {
  SettableClock clock;
  clock.set_utc({1000, 999});
  MomentSource moments(clock);
  CHECK(moments.next().time == UtcTime({1000, 999}));
  CHECK(moments.next().time == UtcTime({1001, 0}));
  CHECK(moments.next().time == UtcTime({1001, 1}));
  clock.set_utc({1005, 0});
  CHECK(moments.next().time == UtcTime({1005, 0}));
}

TEST("a clock that is set back a little is waited for in steps of 1 ms") {
  SettableClock clock;
  clock.set_utc({1000, 0});
  MomentSource moments(clock);
  moments.next();
  clock.set_utc({998, 0});
  CHECK(moments.next().time == UtcTime({1000, 1}));
  clock.set_utc({1000, 1});
  CHECK(moments.next().time == UtcTime({1000, 2}));
}

TEST(
    "a clock that is set back far gives no moments until it has caught up, and never repeats one") {
  SettableClock clock;
  clock.set_utc({4000000, 0});
  MomentSource moments(clock);
  moments.next();
  clock.set_utc({1000, 0});
  CHECK(!moments.next().known);
  clock.set_utc({4000000 - 6, 0});
  CHECK(!moments.next().known);
  clock.set_utc({4000000 - 5, 0});
  CHECK(moments.next().time == UtcTime({4000000, 1}));
}

TEST("after the last moment of the protocol's years there is none") {
  SettableClock clock;
  clock.set_utc(homesync::kLastUtcTime);
  MomentSource moments(clock);
  CHECK(moments.next().known);
  CHECK(!moments.next().known);
}
