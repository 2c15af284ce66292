#include "homesync/clock.h"

#include "test.h"

using homesync::elapsed;
using homesync::remaining;

TEST("time passes across the wrap of the millisecond counter") {
  CHECK_EQ(elapsed(1500, 1000), 500U);
  CHECK_EQ(elapsed(99, UINT32_MAX - 100), 200U);
}

TEST("what remains of a span shrinks to nothing and stays there") {
  CHECK_EQ(remaining(1000, 1000, 250), 250U);
  CHECK_EQ(remaining(1249, 1000, 250), 1U);
  CHECK_EQ(remaining(1250, 1000, 250), 0U);
  CHECK_EQ(remaining(9999, 1000, 250), 0U);
  CHECK_EQ(remaining(100, UINT32_MAX - 99, 250), 50U);
}
