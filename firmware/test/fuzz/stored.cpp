#include "bench.h"
#include "homesync/json_scan.h"
#include "homesync/record_crc.h"
#include "homesync/settings_store.h"
#include "input.h"
#include "stored_code.h"

// Any bytes where a node keeps its records: it boots all the same, with settings that are in their
// ranges, tells at most one outcome of an update, and what it writes again it reads back.

using homesync::Node;
using homesync::Settings;
using homesync::SettingsFound;
using homesync::SettingsSaved;
using homesync::SettingsStore;
using homesync::Text;
using homesync::fuzz::Input;
using homesync::fuzz::require;
using homesync::protocol::Setting;
using homesync::protocol::SettingKind;
namespace protocol = homesync::protocol;
namespace code = homesync::fuzz::stored_code;

namespace {

constexpr Text kOutcomeTopic = "/response/ota";

/** Writes the records of an input into the flash. */
void store_records(homesync::simulated::Flash& flash, Input& input) {
  while (!input.empty()) {
    const uint8_t how = input.byte();
    const size_t size = input.byte();
    uint8_t record[UINT8_MAX + homesync::kRecordCrcSize];
    for (size_t i = 0; i < size; ++i) record[i] = input.byte();
    size_t whole = size;
    if ((how & code::kChecksum) != 0) {
      homesync::put_record_crc(record, size);
      whole += homesync::kRecordCrcSize;
    }
    flash.write(code::kKeys[(how & code::kKeyMask) % code::kKeyCount], record, whole);
  }
}

void check_ranges(const Settings& settings) {
  Settings copy = settings;
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    const auto setting = static_cast<Setting>(i);
    if (protocol::kSettings[i].kind == SettingKind::kText) continue;
    require(copy.set_number(setting, settings.number(setting)), "a setting is in its range");
  }
  require(copy.set_name(settings.name()), "the name is printable, and not over-long");
}

void check_settings(homesync::simulated::Flash& flash) {
  Settings settings;
  SettingsStore store(flash);
  if (store.load(settings) != SettingsFound::kLoaded) {
    require(settings == Settings(), "a record that is not taken changes nothing");
    return;
  }
  check_ranges(settings);
  if (store.save(settings) != SettingsSaved::kSaved) return;
  Settings again;
  require(store.load(again) == SettingsFound::kLoaded, "what was written is read");
  require(again == settings, "as it was written");
}

void check_node(homesync::test::Bench& bench) {
  Node node(bench.ports(), bench.identity, bench.settings);
  node.start();
  check_ranges(node.settings());
  node.on_connected(false);
  bench.run(node, 2000);
  require(node.session_state() == homesync::SessionState::kOnline, "a node connects");
  uint32_t outcomes = 0;
  for (size_t i = 0; i < bench.mqtt.count; ++i) {
    const Text topic = bench.mqtt.messages[i].topic.view();
    require(homesync::validate(bench.mqtt.messages[i].payload.view()) == protocol::ErrorCode::kNone,
            "what is published is a JSON object");
    const size_t from = topic.size - kOutcomeTopic.size;
    if (topic.size > kOutcomeTopic.size &&
        Text(topic.data + from, kOutcomeTopic.size) == kOutcomeTopic) {
      ++outcomes;
    }
  }
  require(outcomes <= 1, "an update has one outcome");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  homesync::test::Bench bench;
  Input input(data, size);
  store_records(bench.flash, input);
  check_node(bench);
  check_settings(bench.flash);
  return 0;
}
