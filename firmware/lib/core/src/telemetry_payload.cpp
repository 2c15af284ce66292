#include "homesync/telemetry_payload.h"

namespace homesync {

void write_reading(JsonWriter& json, protocol::Metric metric, int32_t value, const Moment& moment,
                   uint8_t quality) {
  const protocol::MetricInfo& info = info_of(metric);
  json.begin_object();
  json.key(protocol::field::kValue);
  json.fixed(value, info.decimals);
  json.member(protocol::field::kUnit, Text::terminated(info.unit));
  write_timestamp(json, moment);
  json.member(protocol::field::kQuality, quality);
  json.end_object();
}

}  // namespace homesync
