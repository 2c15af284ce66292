#include "homesync/telemetry.h"

#include "homesync/telemetry_payload.h"

namespace homesync {

using protocol::Metric;
using protocol::Setting;

namespace {

constexpr bool deadbands_have_the_units_of_their_metrics() {
  for (const protocol::MetricInfo& metric : protocol::kMetrics) {
    const auto setting = static_cast<uint8_t>(metric.deadband);
    if (protocol::kSettings[setting].decimals != metric.decimals) return false;
  }
  return true;
}
static_assert(deadbands_have_the_units_of_their_metrics(), "or a change could not be compared");

int32_t distance(int32_t left, int32_t right) {
  return left < right ? right - left : left - right;
}

}  // namespace

void Telemetry::start(Millis first_sample, uint32_t random) {
  const uint32_t samples =
      settings_.milliseconds(Setting::kTelemetryIntervalS) / protocol::kSamplePeriod;
  heartbeat_at_ = first_sample - random % samples * protocol::kSamplePeriod;
  whole_at_ = first_sample;
}

void Telemetry::publish(const Sample& sample) {
  const bool heartbeat = take_heartbeat(sample.at);
  if (!send_kept()) {
    keep(sample, heartbeat);
    return;
  }
  if (heartbeat) whole_at_ = sample.at;
  Moment moment;
  bool stamped = false;
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    if (!is_due(sample, i, heartbeat)) continue;
    if (!stamped) moment = moments_.next();
    stamped = true;
    if (!send(sample, i, moment)) {
      counters_.add(Counter::kRefusedReadings);
      continue;
    }
    published_[i] = {sample.values[i], sample.at, true};
  }
}

void Telemetry::keep(const Sample& sample) {
  keep(sample, take_heartbeat(sample.at));
}

void Telemetry::keep(const Sample& sample, bool heartbeat) {
  const Millis interval = settings_.milliseconds(Setting::kTelemetryIntervalS);
  if (!heartbeat && elapsed(sample.at, whole_at_) < interval) return;
  bool any_good = false;
  for (const bool good : sample.good) any_good = any_good || good;
  if (!any_good) return;
  const Moment moment = moments_.next();
  if (!moment.known) return;
  whole_at_ = sample.at;
  if (kept_.push(sample, moment.time)) return;
  counters_.add(Counter::kDroppedSamples);
  next_metric_ = 0;
}

/** True when none is left. */
bool Telemetry::send_kept() {
  for (uint8_t sent = 0; !kept_.empty(); ++sent) {
    if (sent == kBurst || !send_front()) return false;
  }
  return true;
}

/** False when the MQTT client had no room for all of it. */
bool Telemetry::send_front() {
  Sample sample;
  Moment moment;
  kept_.front(sample, moment.time);
  moment.known = true;
  for (; next_metric_ < protocol::kMetricCount; ++next_metric_) {
    if (sample.good[next_metric_] && !send(sample, next_metric_, moment)) return false;
  }
  next_metric_ = 0;
  kept_.pop();
  return true;
}

bool Telemetry::send(const Sample& sample, uint8_t metric, const Moment& moment) {
  const auto name = static_cast<Metric>(metric);
  const auto qos = static_cast<uint8_t>(settings_.number(Setting::kTelemetryQos));
  char buffer[kTelemetryPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_reading(json, name, sample.values[metric], moment, sample.quality[metric]);
  return publisher_.publish(info_of(name).topic, json, qos) != kNotAccepted;
}

bool Telemetry::is_due(const Sample& sample, uint8_t metric, bool heartbeat) const {
  if (!sample.good[metric]) return false;
  const Published& last = published_[metric];
  if (heartbeat || !last.ever) return true;
  const Millis age = elapsed(sample.at, last.at);
  if (age >= settings_.milliseconds(Setting::kTelemetryIntervalS)) return true;
  return age >= settings_.milliseconds(Setting::kTelemetryMinIntervalS) &&
         distance(sample.values[metric], last.value) >
             settings_.number(protocol::kMetrics[metric].deadband);
}

bool Telemetry::take_heartbeat(Millis at) {
  const Millis interval = settings_.milliseconds(Setting::kTelemetryIntervalS);
  const Millis since = elapsed(at, heartbeat_at_);
  if (since < interval) return false;
  heartbeat_at_ += since / interval * interval;
  return true;
}

}  // namespace homesync
