#pragma once

#include <stddef.h>

#include "homesync/response.h"
#include "homesync/settings.h"

namespace homesync {

/** Characters of a setting as a member of the result, its comma included, at its longest. */
constexpr size_t longest_member(const protocol::SettingInfo& info) {
  size_t size = length_of(info.name) + sizeof R"("":,)" - 1;
  switch (info.kind) {
    case protocol::SettingKind::kNumber:
      // Its digits and, where it has any decimals, the point; none is negative.
      for (int32_t rest = info.max; rest > 0; rest /= 10) ++size;
      return size + (info.decimals > 0 ? 1 : 0);
    case protocol::SettingKind::kChoice: {
      size_t longest = 0;
      for (uint8_t i = 0; i < info.choice_count; ++i) {
        const size_t choice = length_of(info.choices[i]);
        if (choice > longest) longest = choice;
      }
      return size + longest + 2;
    }
    case protocol::SettingKind::kText:
      // Each character may have a backslash before it.
      return size + 2U * info.max_length + 2;
  }
  return size;
}

/** Of a response that holds every setting at its longest. */
constexpr size_t longest_settings_response() {
  size_t size = sizeof R"({"request_id":"","status":"success","result":{},"timestamp":""})" +
                protocol::kRequestIdMaxLength + protocol::kTimestampMaxLength;
  for (const protocol::SettingInfo& info : protocol::kSettings) size += longest_member(info);
  return size;
}

constexpr size_t kSettingsResponseCapacity = longest_settings_response();

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
