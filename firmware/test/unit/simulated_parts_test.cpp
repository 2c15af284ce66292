#include "homesync/simulated/energy_counter.h"
#include "homesync/simulated/flash.h"
#include "homesync/simulated/radio.h"
#include "homesync/simulated/relay.h"
#include "homesync/simulated/seeded_random.h"
#include "homesync/simulated/settable_clock.h"
#include "homesync/simulated/thermometer.h"
#include "test.h"

using homesync::Text;
using homesync::UtcTime;
using homesync::simulated::EnergyCounter;
using homesync::simulated::Flash;
using homesync::simulated::PzemMeter;
using homesync::simulated::Radio;
using homesync::simulated::Relay;
using homesync::simulated::SeededRandom;
using homesync::simulated::SettableClock;
using homesync::simulated::Thermometer;

TEST("clock: the time of day is unknown until it is set, then goes on with the monotonic time") {
  SettableClock clock;
  UtcTime time = {7, 7};
  CHECK(!clock.utc(time));
  CHECK(time == (UtcTime{7, 7}));
  clock.advance(500);
  clock.set_utc({1000, 900});
  clock.advance(200);
  CHECK(clock.utc(time));
  CHECK(time == (UtcTime{1001, 100}));
  CHECK_EQ(clock.monotonic_ms(), 700U);
  clock.advance_to(1700);
  CHECK(clock.utc(time));
  CHECK(time == (UtcTime{1002, 100}));
  clock.unset_utc();
  CHECK(!clock.utc(time));
}

TEST("clock: it wraps as the board's does") {
  SettableClock clock;
  clock.start_at(UINT32_MAX);
  clock.set_utc({1, 0});
  clock.advance_to(1);
  UtcTime time;
  CHECK(clock.utc(time));
  CHECK(time == (UtcTime{1, 2}));
}

TEST("random: the same seed gives the same numbers, another seed others") {
  SeededRandom first(1);
  SeededRandom again(1);
  SeededRandom second(2);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const uint32_t number = first.next();
    CHECK_EQ(again.next(), number);
    differs = differs || second.next() != number;
  }
  CHECK(differs);
}

TEST("random: every bit is set about half of the time, for neighbouring seeds too") {
  uint32_t counts[32] = {};
  for (uint32_t seed = 0; seed < 2000; ++seed) {
    const uint32_t number = SeededRandom(seed).next();
    for (int bit = 0; bit < 32; ++bit) counts[bit] += (number >> bit) & 1;
  }
  for (const uint32_t count : counts) CHECK(count > 850 && count < 1150);
}

TEST("thermometer and radio show what they are told") {
  Thermometer thermometer;
  int32_t value = 0;
  thermometer.set(-123);
  CHECK(thermometer.read(value));
  CHECK_EQ(value, -123);
  thermometer.set_absent();
  value = 5;
  CHECK(!thermometer.read(value));
  CHECK_EQ(value, 5);
  Radio radio;
  radio.set_rssi_dbm(-87);
  CHECK_EQ(radio.rssi_dbm(), -87);
}

TEST("relay: the contact follows the coil, and a stuck one does not") {
  SettableClock clock;
  PzemMeter meter(clock);
  Relay relay(meter);
  CHECK(!relay.is_on());
  relay.set(true);
  CHECK(relay.is_on());
  relay.set_stuck(true);
  relay.set(false);
  CHECK(relay.is_on());
  relay.set_stuck(false);
  CHECK(!relay.is_on());
  relay.set(false);
  CHECK_EQ(relay.moves(), 2U);
}

TEST("energy: one step and many small ones give the same count") {
  EnergyCounter whole;
  EnergyCounter parts;
  whole.add(12345, 3'600'000);
  for (int i = 0; i < 3'600; ++i) parts.add(12345, 1000);
  CHECK_EQ(whole.wh(), 1234U);
  CHECK_EQ(parts.wh(), 1234U);
  // The half Wh that was left of both is not lost.
  whole.add(12345, 1'456'624);
  CHECK_EQ(whole.wh(), 1734U);
}

TEST("energy: the largest power for the longest time loses nothing") {
  EnergyCounter counter;
  counter.add(400'000, 3'600'000);
  CHECK_EQ(counter.wh(), 40'000U);
}

TEST("energy: the counter begins again after 9999.999 kWh, and at a reset") {
  EnergyCounter counter;
  for (int i = 0; i < 250; ++i) counter.add(400'000, 3'600'000);
  CHECK_EQ(counter.wh(), 0U);
  counter.add(400'000, 3'600'000);
  counter.reset();
  CHECK_EQ(counter.wh(), 0U);
}

TEST("flash: values are kept, replaced and removed by key") {
  Flash flash;
  char value[16] = {};
  CHECK_EQ(flash.read("config", value, sizeof value), 0U);
  CHECK(flash.write("config", "one", 3));
  CHECK(flash.write("energy", "12345678", 8));
  CHECK(flash.write("config", "three", 5));
  CHECK_EQ(flash.read("config", value, sizeof value), 5U);
  CHECK_EQ(Text(value, 5), "three");
  CHECK_EQ(flash.read("energy", value, sizeof value), 8U);
  CHECK_EQ(Text(value, 8), "12345678");
  CHECK(flash.remove("config"));
  CHECK(flash.remove("config"));
  CHECK_EQ(flash.read("config", value, sizeof value), 0U);
  CHECK_EQ(flash.read("energy", value, sizeof value), 8U);
  CHECK(flash.remove("energy"));
  CHECK_EQ(flash.used(), 0U);
}

TEST("flash: a short buffer gets the beginning and learns the whole size") {
  Flash flash;
  char value[4] = {'#', '#', '#', '#'};
  CHECK(flash.write("k", "abcdef", 6));
  CHECK_EQ(flash.read("k", value, 3), 6U);
  CHECK_EQ(Text(value, 4), "abc#");
  CHECK_EQ(flash.read("k", nullptr, 0), 6U);
}

TEST("flash: a value that does not fit is refused and the old one stays") {
  Flash flash;
  char large[Flash::kCapacity] = {};
  CHECK(flash.write("k", "old", 3));
  CHECK(!flash.write("k", large, sizeof large));
  CHECK(!flash.write("other", large, Flash::kCapacity - 12));
  char value[4];
  CHECK_EQ(flash.read("k", value, sizeof value), 3U);
  CHECK_EQ(Text(value, 3), "old");
  // Old and new stand side by side until the new one is whole.
  const size_t record = Flash::kRecordOverhead + 1;
  CHECK(!flash.write("k", large, Flash::kCapacity - flash.used() - record + 1));
  CHECK(flash.write("k", large, Flash::kCapacity - flash.used() - record));
  CHECK(flash.write("k", "new", 3));
  CHECK_EQ(flash.used(), record + 3);
}

TEST("flash: power that fails at any byte of a write leaves the old value or the new one, whole") {
  // Key and value with their overhead, and the step in which the new one takes the old one's place.
  const uint32_t steps = Flash::kRecordOverhead + 1 + 5 + 1;
  for (uint32_t cut = 0; cut <= steps; ++cut) {
    Flash flash;
    CHECK(flash.write("k", "old", 3));
    CHECK(flash.write("other", "same", 4));
    flash.cut_power_after(cut);
    CHECK_EQ(flash.write("k", "newer", 5), cut == steps);
    CHECK_EQ(flash.lost_power(), cut < steps);
    CHECK(cut == steps || !flash.write("third", "x", 1));
    flash.restore_power();
    char value[8];
    const size_t size = flash.read("k", value, sizeof value);
    CHECK_EQ(Text(value, size), cut == steps ? Text("newer") : Text("old"));
    CHECK_EQ(flash.read("other", value, sizeof value), 4U);
    CHECK_EQ(flash.read("third", value, sizeof value), 0U);
    CHECK(flash.write("k", "after", 5));
  }
}

TEST("flash: power that fails at a removal leaves the value or nothing") {
  for (uint32_t cut = 0; cut <= 1; ++cut) {
    Flash flash;
    CHECK(flash.write("k", "old", 3));
    flash.cut_power_after(cut);
    CHECK_EQ(flash.remove("k"), cut == 1);
    flash.restore_power();
    CHECK_EQ(flash.read("k", nullptr, 0), cut == 1 ? 0U : 3U);
  }
}

TEST("flash: a worn-out one keeps what it has and says so") {
  Flash flash;
  CHECK(flash.write("k", "old", 3));
  flash.set_failing(true);
  CHECK(!flash.write("k", "new", 3));
  CHECK(!flash.remove("k"));
  char value[4];
  CHECK_EQ(flash.read("k", value, sizeof value), 3U);
  CHECK_EQ(Text(value, 3), "old");
}

TEST("flash: a key that the board could not store is refused") {
  Flash flash;
  CHECK(!flash.write("", "v", 1));
  CHECK(!flash.write("sixteen_letters_", "v", 1));
  CHECK(!flash.write("Config", "v", 1));
  CHECK(!flash.write("a/b", "v", 1));
  CHECK(flash.write("fifteen_letters", "v", 1));
}
