#pragma once

#include <stdint.h>

#include "homesync/counters.h"
#include "homesync/energy_watch.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/store.h"
#include "homesync/sampler.h"
#include "homesync/sensor_health.h"

namespace homesync {

/** What the samples tell of the sensors themselves. Each change is logged, counted and told once,
 * in `status/online`. */
class SensorWatch {
 public:
  SensorWatch(StorePort& store, Counters& counters, EventLogPort& log)
      : energy_(store), counters_(counters), log_(log) {}

  /** Before the first sample. */
  void start() { energy_.start(); }

  /** Every sample, also those that nobody gets to see. */
  void observe(const Sample& sample);

  /** The meter has confirmed a reset that a command asked for. */
  void energy_was_reset() { energy_.was_reset(); }

  const SensorHealth& meter() const { return meter_; }
  const SensorHealth& thermometer() const { return thermometer_; }

  /** How often since the start the meter's counter went back without a command. */
  uint32_t energy_resets() const { return counters_.of(Counter::kEnergyResets); }

  /** Whether any of this has changed since this was last called. */
  bool take_change();

 private:
  void record(SensorHealth& health, const Sample& sample, protocol::Metric metric, Text name);

  EnergyWatch energy_;
  SensorHealth meter_;
  SensorHealth thermometer_;
  bool changed_ = false;
  Counters& counters_;
  EventLogPort& log_;
};

}  // namespace homesync
