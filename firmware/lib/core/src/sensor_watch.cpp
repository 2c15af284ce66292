#include "homesync/sensor_watch.h"

namespace homesync {

using protocol::Metric;
using protocol::SensorState;

namespace {

constexpr size_t kLogLine = 64;

/** The metric by which it is known whether the meter answered: all of its own fare alike. */
constexpr Metric kOfMeter = Metric::kEnergy;

}  // namespace

void SensorWatch::observe(const Sample& sample) {
  record(meter_, sample, kOfMeter, "meter: ");
  record(thermometer_, sample, Metric::kTemperature, "thermometer: ");
  const auto energy = static_cast<uint8_t>(Metric::kEnergy);
  if (!sample.good[energy] || !energy_.observe(sample.values[energy])) return;
  counters_.add(Counter::kEnergyResets);
  changed_ = true;
  log_.log(LogLevel::kWarning, "the meter's energy counter went back: reset, or another meter");
}

void SensorWatch::record(SensorHealth& health, const Sample& sample, Metric metric, Text name) {
  const auto index = static_cast<uint8_t>(metric);
  if (!health.record(sample.good[index], sample.quality[index])) return;
  changed_ = true;
  const bool good = health.state() == SensorState::kOk;
  if (!good) counters_.add(Counter::kSensorLosses);
  FixedText<kLogLine> line;
  line.append(name);
  line.append(Text::terminated(protocol::kSensorStateNames[static_cast<uint8_t>(health.state())]));
  log_.log(good ? LogLevel::kInfo : LogLevel::kWarning, line.view());
}

bool SensorWatch::take_change() {
  const bool changed = changed_;
  changed_ = false;
  return changed;
}

}  // namespace homesync
