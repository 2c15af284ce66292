#include "homesync/settings.h"

#include <string.h>

#include "homesync/field_rules.h"

namespace homesync {

using protocol::Setting;
using protocol::SettingInfo;
using protocol::SettingKind;

Settings::Settings() {
  for (uint8_t i = 0; i < protocol::kSettingCount; ++i) {
    numbers_[i] = protocol::kSettings[i].initial;
  }
}

bool Settings::set_number(Setting setting, int32_t value) {
  const SettingInfo& info = protocol::kSettings[static_cast<uint8_t>(setting)];
  switch (info.kind) {
    case SettingKind::kNumber:
      if (value < info.min || value > info.max) return false;
      break;
    case SettingKind::kChoice:
      if (value < 0 || value >= info.choice_count) return false;
      break;
    case SettingKind::kText:
      return false;
  }
  numbers_[static_cast<uint8_t>(setting)] = value;
  chosen_.add(setting);
  return true;
}

bool Settings::set_name(Text name) {
  if (!is_printable(name, kNameCapacity) || !name_.assign(name)) return false;
  chosen_.add(Setting::kName);
  return true;
}

bool operator==(const Settings& left, const Settings& right) {
  return memcmp(left.numbers_, right.numbers_, sizeof left.numbers_) == 0 &&
         left.chosen_.bits() == right.chosen_.bits() && left.name() == right.name();
}

}  // namespace homesync
