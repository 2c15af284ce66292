#include "homesync/settings_store.h"

#include <string.h>

#include "homesync/crc32.h"
#include "homesync/simulated/flash.h"
#include "test.h"

using homesync::Settings;
using homesync::SettingsFound;
using homesync::SettingsSaved;
using homesync::SettingsStore;
using homesync::Text;
using homesync::protocol::Setting;
using homesync::simulated::Flash;
namespace protocol = homesync::protocol;

namespace {

struct StoreBench {
  Flash flash;
  SettingsStore store{flash};

  /** Stores a record as a firmware would that made these bytes, its CRC behind them. */
  template <size_t Size>
  void keep(const uint8_t (&content)[Size]) {
    uint8_t record[Size + 4];
    memcpy(record, content, Size);
    const uint32_t crc = homesync::crc32(content, Size);
    for (size_t i = 0; i < 4; ++i) record[Size + i] = static_cast<uint8_t>(crc >> 8 * i);
    flash.write("settings", record, sizeof record);
  }

  SettingsFound load(Settings& settings) { return store.load(settings); }
};

Settings configured() {
  Settings settings;
  settings.set_number(Setting::kTelemetryIntervalS, 3600);
  settings.set_number(Setting::kDeadbandEnergy, 9999000);
  settings.set_number(Setting::kPowerOn, 0);
  settings.set_name("Kitchen, left");
  return settings;
}

}  // namespace

TEST("settings: the places of the table are stored in flashes and never change; append only") {
  const char* const names[] = {
      "telemetry_interval_s",
      "telemetry_min_interval_s",
      "telemetry_qos",
      "deadband_power",
      "deadband_voltage",
      "deadband_current",
      "deadband_energy",
      "deadband_power_factor",
      "deadband_frequency",
      "deadband_temperature",
      "command_ttl_s",
      "min_switch_ms",
      "power_on",
      "max_power",
      "max_current",
      "max_temperature",
      "name",
  };
  size_t place = 0;
  for (const char* name : names) {
    CHECK_EQ(Text::terminated(protocol::kSettings[place++].name), Text::terminated(name));
  }
}

TEST("settings: what was set comes back, and only that is stored") {
  StoreBench bench;
  Settings read;
  CHECK_EQ(bench.load(read), SettingsFound::kNone);
  CHECK_EQ(bench.store.save(configured()), SettingsSaved::kSaved);
  CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
  CHECK(read == configured());
  CHECK(read.chosen().has(Setting::kPowerOn));
  CHECK(!read.chosen().has(Setting::kMaxPower));
  CHECK(bench.flash.used() < 50);
}

TEST(
    "settings: every setting at either end of its range, and the longest name, fit and come back") {
  const bool ends[] = {false, true};
  for (const bool highest : ends) {
    Settings settings;
    for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
      const protocol::SettingInfo& info = protocol::kSettings[i];
      const bool choice = info.kind == protocol::SettingKind::kChoice;
      const int32_t last = choice ? info.choice_count - 1 : info.max;
      settings.set_number(static_cast<Setting>(i), highest ? last : choice ? 0 : info.min);
    }
    settings.set_name("\"a name of the longest length \\~\"");
    StoreBench bench;
    CHECK_EQ(bench.store.save(settings), SettingsSaved::kSaved);
    Settings read;
    CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
    CHECK(read == settings);
  }
}

TEST("settings: a record of an older firmware has fewer; the others have their defaults") {
  StoreBench bench;
  // telemetry_interval_s 60, name "N"; what version 1 wrote, byte for byte.
  const uint8_t old[] = {1, 0x00, 120, 0x21, 1, 'N'};
  bench.keep(old);
  Settings read;
  CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
  CHECK_EQ(read.number(Setting::kTelemetryIntervalS), 60);
  CHECK_EQ(read.name(), Text("N"));
  CHECK_EQ(read.number(Setting::kCommandTtlS), 30);
  CHECK(!read.chosen().has(Setting::kCommandTtlS));
}

TEST("settings: one that this firmware does not know is passed over, and kept when it writes") {
  StoreBench bench;
  // Places 60 (a number of two bytes) and 61 (a text), as a newer firmware of format 1 would.
  const uint8_t newer[] = {1, 60 << 1, 0x80, 0x01, 0x00, 120, 61 << 1 | 1, 2, 'o', 'k'};
  bench.keep(newer);
  Settings settings;
  CHECK_EQ(bench.load(settings), SettingsFound::kLoaded);
  CHECK_EQ(settings.number(Setting::kTelemetryIntervalS), 60);
  settings.set_number(Setting::kTelemetryQos, 1);
  CHECK_EQ(bench.store.save(settings), SettingsSaved::kSaved);
  uint8_t record[SettingsStore::kCapacity];
  const size_t size = bench.flash.read("settings", record, sizeof record);
  const uint8_t expected[] = {1, 60 << 1, 0x80, 0x01, 61 << 1 | 1, 2, 'o', 'k', 0, 120, 4, 2};
  REQUIRE_EQ(size, sizeof expected + 4);
  CHECK(memcmp(record, expected, sizeof expected) == 0);
}

TEST("settings: a value that is out of today's range has its default, the others hold") {
  StoreBench bench;
  const uint8_t record[] = {1, 0x00, 0x00, 0x04, 2, 0x21, 1, 0x07};  // interval 0, qos 1, name BEL
  bench.keep(record);
  Settings read;
  CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
  CHECK_EQ(read.number(Setting::kTelemetryIntervalS), 30);
  CHECK_EQ(read.number(Setting::kTelemetryQos), 1);
  CHECK(read.name().empty());
}

TEST("settings: a newer format is not taken, not overwritten, and can be erased") {
  StoreBench bench;
  const uint8_t newer[] = {2, 'w', 'h', 'a', 't'};
  bench.keep(newer);
  Settings read;
  CHECK_EQ(bench.load(read), SettingsFound::kNewer);
  CHECK(read == Settings());
  CHECK_EQ(bench.store.save(configured()), SettingsSaved::kNewerKept);
  uint8_t record[16];
  CHECK_EQ(bench.flash.read("settings", record, sizeof record), sizeof newer + 4);
  CHECK(memcmp(record, newer, sizeof newer) == 0);
  CHECK(bench.store.erase());
  CHECK_EQ(bench.store.save(configured()), SettingsSaved::kSaved);
}

TEST("settings: a record longer than any of today is kept too") {
  StoreBench bench;
  const uint8_t longer[SettingsStore::kCapacity] = {1};
  bench.keep(longer);
  Settings read;
  CHECK_EQ(bench.load(read), SettingsFound::kNewer);
  CHECK_EQ(bench.store.save(configured()), SettingsSaved::kNewerKept);
}

TEST("settings: any flipped bit and any cut end is noticed, and the defaults hold") {
  StoreBench good;
  good.store.save(configured());
  uint8_t record[SettingsStore::kCapacity];
  const size_t size = good.flash.read("settings", record, sizeof record);
  for (size_t bit = 0; bit < 8 * size; ++bit) {
    StoreBench bench;
    record[bit / 8] = static_cast<uint8_t>(record[bit / 8] ^ (1U << bit % 8));
    bench.flash.write("settings", record, size);
    record[bit / 8] = static_cast<uint8_t>(record[bit / 8] ^ (1U << bit % 8));
    Settings read;
    CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
    CHECK(read == Settings());
  }
  for (size_t part = 1; part < size; ++part) {
    StoreBench bench;
    bench.flash.write("settings", record, part);
    Settings read;
    CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
    // What is corrupt is nobody's: it is replaced.
    CHECK_EQ(bench.store.save(configured()), SettingsSaved::kSaved);
    CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
  }
}

TEST("settings: entries that break off, under a valid CRC, are corrupt and nothing is taken") {
  StoreBench bench;
  Settings read;
  const uint8_t number[] = {1, 0x04, 2, 0x00, 0x80};
  bench.keep(number);
  CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
  const uint8_t endless[] = {1, 0x00, 0x80, 0x80, 0x80, 0x80, 0x80};
  bench.keep(endless);
  CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
  const uint8_t name[] = {1, 0x04, 2, 0x21, 3, 'a', 'b'};
  bench.keep(name);
  CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
  const uint8_t no_length[] = {1, 0x04, 2, 0x21};
  bench.keep(no_length);
  CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
  const uint8_t no_format[] = {0, 0x04, 2};
  bench.keep(no_format);
  CHECK_EQ(bench.load(read), SettingsFound::kCorrupt);
  CHECK(read == Settings());
}

TEST("settings: a power cut at every byte of a save leaves the old ones or the new ones") {
  Settings old;
  old.set_number(Setting::kTelemetryIntervalS, 10);
  bool saved = false;
  for (uint32_t cut = 0; !saved && cut < 200; ++cut) {
    StoreBench bench;
    bench.store.save(old);
    bench.flash.cut_power_after(cut);
    saved = bench.store.save(configured()) == SettingsSaved::kSaved;
    bench.flash.restore_power();
    Settings read;
    CHECK_EQ(bench.load(read), SettingsFound::kLoaded);
    CHECK(read == (saved ? configured() : old));
  }
  CHECK(saved);
}
