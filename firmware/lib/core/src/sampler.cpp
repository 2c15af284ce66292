#include "homesync/sampler.h"

#include "homesync/metric_info.h"

namespace homesync {

using protocol::Metric;
using protocol::Sensor;

void Sampler::start(Millis now, Millis phase) {
  begun_at_ = now + phase - protocol::kSamplePeriod;
}

bool Sampler::is_due(Millis now) const {
  return elapsed(now, begun_at_) >= protocol::kSamplePeriod;
}

bool Sampler::poll(Millis now) {
  if (!meter_.is_busy() && energy_reset_ == EnergyReset::kWanted) {
    energy_reset_ = EnergyReset::kAsked;
    meter_.start_reset_energy(now);
  } else if (!meter_.is_busy()) {
    if (!is_due(now)) return false;
    // Samples that a late call has missed are left out; the grid stays.
    begun_at_ += elapsed(now, begun_at_) / protocol::kSamplePeriod * protocol::kSamplePeriod;
    meter_.start_read(now);
  }
  const PzemState state = meter_.poll(now);
  if (state == PzemState::kBusy) return false;
  if (energy_reset_ == EnergyReset::kAsked) {
    energy_reset_ = state == PzemState::kDone ? EnergyReset::kDone : EnergyReset::kFailed;
    return false;
  }
  meter_good_ = state == PzemState::kDone;
  return true;
}

Millis Sampler::next_wake_ms(Millis now) const {
  if (meter_.is_busy()) return meter_.next_wake_ms(now);
  if (energy_reset_ == EnergyReset::kWanted) return 0;
  return remaining(now, begun_at_, protocol::kSamplePeriod);
}

bool Sampler::request_energy_reset() {
  if (energy_reset_ != EnergyReset::kNone) return false;
  energy_reset_ = EnergyReset::kWanted;
  return true;
}

bool Sampler::take_energy_reset(bool& done) {
  if (energy_reset_ != EnergyReset::kDone && energy_reset_ != EnergyReset::kFailed) return false;
  done = energy_reset_ == EnergyReset::kDone;
  energy_reset_ = EnergyReset::kNone;
  return true;
}

void Sampler::take(Sample& sample) {
  int32_t temperature = 0;
  const protocol::MetricInfo& range = info_of(Metric::kTemperature);
  const bool temperature_good =
      thermometer_.read(temperature) && temperature >= range.min && temperature <= range.max;
  meter_quality_.record(meter_good_);
  thermometer_quality_.record(temperature_good);

  sample.at = begun_at_;
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const bool is_meters = protocol::kMetrics[i].sensor == Sensor::kMeter;
    sample.values[i] = is_meters ? meter_.reading().values[i] : temperature;
    sample.good[i] = is_meters ? meter_good_ : temperature_good;
    sample.quality[i] = (is_meters ? meter_quality_ : thermometer_quality_).percent();
  }
}

}  // namespace homesync
