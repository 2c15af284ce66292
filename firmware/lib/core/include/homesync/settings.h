#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** Some of the protocol's settings. */
class SettingSet {
 public:
  static SettingSet all() { return SettingSet((1U << protocol::kSettingCount) - 1); }

  constexpr SettingSet() = default;
  explicit constexpr SettingSet(uint32_t bits) : bits_(bits) {}

  void add(protocol::Setting setting) { bits_ |= 1U << static_cast<uint8_t>(setting); }
  bool has(protocol::Setting setting) const {
    return (bits_ >> static_cast<uint8_t>(setting) & 1) != 0;
  }
  /** One bit a setting, by its place in the table. */
  uint32_t bits() const { return bits_; }

 private:
  static_assert(protocol::kSettingCount < 32, "a setting is a bit");
  uint32_t bits_ = 0;
};

/** The node's configuration: every setting of the protocol's table, each within its range. */
class Settings {
 public:
  /** As of a node that was never configured. */
  Settings();

  /** A number in units of 10^-decimals, or the index of a choice. 0 for a text. */
  int32_t number(protocol::Setting setting) const {
    return numbers_[static_cast<uint8_t>(setting)];
  }

  /** A number of seconds, in milliseconds. */
  uint32_t milliseconds(protocol::Setting seconds) const {
    return static_cast<uint32_t>(number(seconds)) * 1000U;
  }

  /** False, and nothing changed, when the setting is a text or the value is out of its range. */
  bool set_number(protocol::Setting setting, int32_t value);

  /** The name for people; may be empty. */
  Text name() const { return name_.view(); }

  /** False, and nothing changed, when it is over-long or not printable ASCII. */
  bool set_name(Text name);

  /** Those that were ever set. The others follow the defaults of whatever firmware runs. */
  SettingSet chosen() const { return chosen_; }

  friend bool operator==(const Settings& left, const Settings& right);

 private:
  static constexpr size_t kNameCapacity =
      protocol::kSettings[static_cast<uint8_t>(protocol::Setting::kName)].max_length;

  int32_t numbers_[protocol::kSettingCount];
  SettingSet chosen_;
  FixedText<kNameCapacity> name_;
};

}  // namespace homesync
