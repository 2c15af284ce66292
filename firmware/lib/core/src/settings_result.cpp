#include "homesync/settings_result.h"

#include "homesync/hex32.h"
#include "homesync/metric_info.h"

namespace homesync {

using protocol::Setting;
using protocol::SettingInfo;
using protocol::SettingKind;

void SettingsResult::write(JsonWriter& json) const {
  json.begin_object();
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    const auto setting = static_cast<Setting>(i);
    if (!which_.has(setting)) continue;
    const SettingInfo& info = protocol::kSettings[i];
    json.key(Text::terminated(info.name));
    switch (info.kind) {
      case SettingKind::kNumber:
        json.fixed(settings_.number(setting), info.decimals);
        break;
      case SettingKind::kChoice:
        json.text(Text::terminated(info.choices[settings_.number(setting)]));
        break;
      case SettingKind::kText:
        json.text(settings_.name());
        break;
    }
  }
  json.end_object();
}

void TrustAnchorResult::write(JsonWriter& json) const {
  json.begin_object();
  json.member("crc32", Hex32(checksum_).view());
  json.end_object();
}

void EnergyResetResult::write(JsonWriter& json) const {
  json.begin_object();
  json.member(Text::terminated(info_of(protocol::Metric::kEnergy).name), uint32_t{0});
  json.end_object();
}

}  // namespace homesync
