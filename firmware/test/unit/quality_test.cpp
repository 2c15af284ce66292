#include "homesync/quality.h"

#include "test.h"

using homesync::Quality;

TEST("quality is 0 before the first reading") {
  CHECK_EQ(Quality().percent(), 0);
}

TEST("quality is the share of the readings so far while the window fills") {
  Quality quality;
  quality.record(true);
  CHECK_EQ(quality.percent(), 100);
  quality.record(false);
  CHECK_EQ(quality.percent(), 50);
  quality.record(true);
  CHECK_EQ(quality.percent(), 66);
}

TEST("one bad reading in a full window costs its share") {
  Quality quality;
  for (int i = 0; i < 100; ++i) quality.record(true);
  CHECK_EQ(quality.percent(), 100);
  quality.record(false);
  CHECK_EQ(quality.percent(), 95);
}

TEST("a sensor that falls silent reaches 0 after a window and comes back at once") {
  Quality quality;
  for (int i = 0; i < 50; ++i) quality.record(true);
  for (int i = 0; i < Quality::kWindow - 1; ++i) quality.record(false);
  CHECK_EQ(quality.percent(), 5);
  quality.record(false);
  CHECK_EQ(quality.percent(), 0);
  quality.record(true);
  CHECK_EQ(quality.percent(), 5);
}
