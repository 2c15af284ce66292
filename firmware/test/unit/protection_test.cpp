#include "homesync/protection.h"

#include "bench.h"
#include "test.h"

using homesync::Millis;
using homesync::Protection;
using homesync::Sample;
using homesync::Text;
using homesync::protocol::Metric;
using homesync::protocol::Setting;
using homesync::test::Bench;

namespace {

/** Limits of 3000 W, 13 A and 80 °C, and samples by hand. */
struct ProtectionBench : Bench {
  ProtectionBench() {
    settings.set_number(Setting::kMaxPower, 30000);
    settings.set_number(Setting::kMaxCurrent, 13000);
    settings.set_number(Setting::kMaxTemperature, 800);
  }

  void judge(Metric metric, int32_t value, Millis now, bool good = true) {
    Sample sample;
    const auto index = static_cast<uint8_t>(metric);
    sample.values[index] = value;
    sample.good[index] = good;
    protection.judge(sample, now);
    protection.keep();
  }

  homesync::FixedText<128> message() const {
    Protection::Message text;
    protection.describe(text);
    return text;
  }

  Protection protection{flash, settings, log};
};

}  // namespace

TEST("protection: each limit itself is allowed, one step above it trips at once") {
  struct Row {
    Metric metric;
    int32_t limit;
    Text message;
  };
  const Row rows[] = {
      {Metric::kPower, 30000,
       "over-power: 3000.1 W, the limit is 3000 W; take load off, wait 30 s, then switch on"},
      {Metric::kCurrent, 13000,
       "over-current: 13.001 A, the limit is 13 A; take load off, wait 30 s, then switch on"},
  };
  for (const Row& row : rows) {
    ProtectionBench bench;
    bench.judge(row.metric, row.limit, 0);
    CHECK(!bench.protection.is_tripped());
    bench.judge(row.metric, row.limit + 1, 1000);
    CHECK(bench.protection.is_tripped());
    CHECK(bench.protection.lasts());
    CHECK_EQ(bench.message().view(), row.message);
    CHECK_EQ(bench.log.last.view(), row.message);
  }
}

TEST("protection: heat trips at the second hot sample in a row") {
  ProtectionBench bench;
  bench.judge(Metric::kTemperature, 850, 0);
  bench.judge(Metric::kTemperature, 800, 1000);
  bench.judge(Metric::kTemperature, 801, 2000);
  CHECK(!bench.protection.is_tripped());
  bench.judge(Metric::kTemperature, 812, 3000);
  CHECK(bench.protection.is_tripped());
  CHECK_EQ(bench.message().view(),
           Text("over-temperature: 81.2 C, the limit is 80 C; let it cool to 75 C, then switch "
                "on"));
}

TEST("protection: a limit of 0 is off, and a reading that is not good trips nothing") {
  ProtectionBench bench;
  bench.judge(Metric::kPower, 99999, 0, false);
  bench.judge(Metric::kTemperature, 990, 0, false);
  bench.judge(Metric::kTemperature, 990, 1000, false);
  CHECK(!bench.protection.is_tripped());
  bench.settings.set_number(Setting::kMaxPower, 0);
  bench.settings.set_number(Setting::kMaxCurrent, 0);
  bench.settings.set_number(Setting::kMaxTemperature, 0);
  bench.judge(Metric::kPower, 200000, 0);
  bench.judge(Metric::kCurrent, 99000, 0);
  bench.judge(Metric::kTemperature, 1200, 0);
  bench.judge(Metric::kTemperature, 1200, 1000);
  CHECK(!bench.protection.is_tripped());
}

TEST("protection: the reason of an overload lasts 30 s from the last one that was measured") {
  ProtectionBench bench;
  bench.judge(Metric::kPower, 30001, 0);
  bench.judge(Metric::kPower, 40000, 5000);
  bench.judge(Metric::kPower, 0, 34999);
  CHECK(bench.protection.lasts());
  bench.judge(Metric::kPower, 0, 35000);
  CHECK(!bench.protection.lasts());
  CHECK(bench.protection.is_tripped());
}

TEST("protection: a silent meter does not keep an overload from cooling down") {
  ProtectionBench bench;
  bench.judge(Metric::kCurrent, 13001, UINT32_MAX - 1000);
  bench.judge(Metric::kCurrent, 0, 28998, false);
  CHECK(bench.protection.lasts());
  bench.judge(Metric::kCurrent, 0, 28999, false);
  CHECK(!bench.protection.lasts());
}

TEST("protection: heat lasts until a good sample is 5 degrees below the limit") {
  ProtectionBench bench;
  bench.judge(Metric::kTemperature, 801, 0);
  bench.judge(Metric::kTemperature, 801, 1000);
  bench.judge(Metric::kTemperature, 751, 100000);
  CHECK(bench.protection.lasts());
  bench.judge(Metric::kTemperature, 200, 101000, false);
  CHECK(bench.protection.lasts());
  bench.judge(Metric::kTemperature, 750, 102000);
  CHECK(!bench.protection.lasts());
  CHECK(bench.protection.is_tripped());
}

TEST("protection: switched off in the settings, heat no longer lasts") {
  ProtectionBench bench;
  bench.judge(Metric::kTemperature, 801, 0);
  bench.judge(Metric::kTemperature, 801, 1000);
  bench.settings.set_number(Setting::kMaxTemperature, 0);
  bench.judge(Metric::kTemperature, 0, 2000, false);
  CHECK(!bench.protection.lasts());
}

TEST("protection: where two have tripped, all must be over, and the one that lasts is named") {
  ProtectionBench bench;
  bench.judge(Metric::kTemperature, 801, 0);
  bench.judge(Metric::kTemperature, 801, 1000);
  bench.judge(Metric::kTemperature, 740, 1500);
  bench.judge(Metric::kPower, 30001, 2000);
  CHECK_EQ(Text(bench.message().view().data, 10), Text("over-power"));
  bench.judge(Metric::kTemperature, 801, 3000);
  bench.judge(Metric::kTemperature, 801, 4000);
  bench.judge(Metric::kPower, 0, 32000);
  CHECK(bench.protection.lasts());
  CHECK_EQ(Text(bench.message().view().data, 16), Text("over-temperature"));
  bench.judge(Metric::kTemperature, 740, 33000);
  CHECK(!bench.protection.lasts());
}

TEST("protection: released, it can trip again") {
  ProtectionBench bench;
  bench.judge(Metric::kPower, 30001, 0);
  bench.judge(Metric::kPower, 0, 30000);
  bench.protection.release();
  CHECK(!bench.protection.is_tripped());
  CHECK_EQ(bench.flash.used(), size_t{0});
  bench.judge(Metric::kPower, 31000, 31000);
  CHECK(bench.protection.is_tripped());
}

TEST("protection: what has tripped survives a power cut, with its value") {
  ProtectionBench bench;
  bench.judge(Metric::kTemperature, 812, 0);
  bench.judge(Metric::kTemperature, 812, 1000);
  Protection next(bench.flash, bench.settings, bench.log);
  next.start(50);
  CHECK(next.is_tripped());
  CHECK(next.lasts());
  Protection::Message message;
  next.describe(message);
  CHECK_EQ(Text(message.view().data, 22), Text("over-temperature: 81.2"));
}

TEST("protection: an overload from before a power cut lasts another 30 s") {
  ProtectionBench bench;
  bench.judge(Metric::kPower, 30001, 0);
  Protection next(bench.flash, bench.settings, bench.log);
  next.start(70);
  next.judge(Sample(), 30069);
  CHECK(next.lasts());
  next.judge(Sample(), 30070);
  CHECK(!next.lasts());
  CHECK(next.is_tripped());
}

TEST("protection: a record that it did not write is none") {
  const uint8_t records[][16] = {{0}, {8}, {255}};
  for (const auto& record : records) {
    ProtectionBench bench;
    bench.flash.write("protection", record, sizeof record);
    bench.protection.start(0);
    CHECK(!bench.protection.is_tripped());
  }
  ProtectionBench bench;
  bench.flash.write("protection", records[2], 3);
  bench.protection.start(0);
  CHECK(!bench.protection.is_tripped());
}

TEST("protection: a flash that fails is told, and the protection holds all the same") {
  ProtectionBench bench;
  bench.flash.set_failing(true);
  bench.judge(Metric::kPower, 30001, 0);
  CHECK(bench.protection.is_tripped());
  CHECK_EQ(bench.log.warnings, 2);
}

TEST("protection: a latch that cannot be taken from the flash is told, and holds after a reset") {
  ProtectionBench bench;
  bench.judge(Metric::kPower, 30001, 0);
  bench.judge(Metric::kPower, 0, 30000);
  bench.flash.set_failing(true);
  bench.protection.release();
  CHECK(!bench.protection.is_tripped());
  CHECK_EQ(bench.log.warnings, 2);
  Protection next(bench.flash, bench.settings, bench.log);
  next.start(0);
  CHECK(next.is_tripped());
}
