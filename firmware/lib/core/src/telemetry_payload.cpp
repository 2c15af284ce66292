#include "homesync/telemetry_payload.h"

namespace homesync {

void write_reading(JsonWriter& json, protocol::Metric metric, int32_t value, const Moment& moment,
                   uint8_t quality) {
  const protocol::MetricInfo& info = info_of(metric);
  json.begin_object();
  json.key(protocol::field::kValue);
  json.fixed(value, info.decimals);
  json.key(protocol::field::kUnit);
  json.text(Text::terminated(info.unit));
  write_timestamp(json, moment);
  json.key(protocol::field::kQuality);
  json.unsigned_integer(quality);
  json.end_object();
}

}  // namespace homesync
