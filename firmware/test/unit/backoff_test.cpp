#include "homesync/backoff.h"

#include "homesync/simulated/seeded_random.h"
#include "test.h"

using homesync::Backoff;
using homesync::Millis;

namespace {

/** Gives the number it holds, again and again. */
class FixedRandom final : public homesync::RandomPort {
 public:
  explicit FixedRandom(uint32_t number) : number_(number) {}
  uint32_t next() override { return number_; }

 private:
  uint32_t number_;
};

}  // namespace

TEST("waits double from 1 s to 60 s and stay there (REQ-002)") {
  FixedRandom random(0);
  Backoff backoff(random);
  const Millis expected[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000};
  for (const Millis wait : expected) CHECK_EQ(backoff.next(), wait);
  for (int i = 0; i < 1000; ++i) backoff.next();
  CHECK_EQ(backoff.next(), 60000U);
}

TEST("after a reset the first wait is the shortest again") {
  FixedRandom random(0);
  Backoff backoff(random);
  for (int i = 0; i < 20; ++i) backoff.next();
  backoff.reset();
  CHECK_EQ(backoff.next(), 1000U);
  CHECK_EQ(backoff.next(), 2000U);
}

TEST("at most 10 % is added to a wait, and the whole of it is used") {
  homesync::simulated::SeededRandom random(7);
  Millis shortest = UINT32_MAX;
  Millis longest = 0;
  for (int i = 0; i < 20000; ++i) {
    Backoff backoff(random);
    const Millis wait = backoff.next();
    if (wait < shortest) shortest = wait;
    if (wait > longest) longest = wait;
  }
  CHECK_EQ(shortest, 1000U);
  CHECK_EQ(longest, 1100U);
}

TEST("the longest wait has jitter too") {
  FixedRandom random(6000);
  Backoff backoff(random);
  for (int i = 0; i < 10; ++i) backoff.next();
  CHECK_EQ(backoff.next(), 66000U);
}
