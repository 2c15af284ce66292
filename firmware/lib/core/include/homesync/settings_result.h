#pragma once

#include <stddef.h>

#include "homesync/response.h"
#include "homesync/settings.h"

namespace homesync {

/** A response that holds every setting at its longest takes 629. */
constexpr size_t kSettingsResponseCapacity = 640;

/** Settings as the result of a command: one flat object in the order of the protocol's table, its
 * numbers as the node keeps them. */
class SettingsResult final : public ResultObject {
 public:
  SettingsResult(const Settings& settings, SettingSet which) : settings_(settings), which_(which) {}

  void write(JsonWriter& json) const override;

 private:
  const Settings& settings_;
  SettingSet which_;
};

/** `{"energy":0}`: the counter, kWh, of a meter that has just confirmed its reset. */
class EnergyResetResult final : public ResultObject {
 public:
  void write(JsonWriter& json) const override;
};

/** `{"crc32":"0a1b2c3d"}`: the additional root certificate, by the CRC-32 of its DER. */
class TrustAnchorResult final : public ResultObject {
 public:
  explicit TrustAnchorResult(uint32_t checksum) : checksum_(checksum) {}

  void write(JsonWriter& json) const override;

 private:
  uint32_t checksum_;
};

}  // namespace homesync
