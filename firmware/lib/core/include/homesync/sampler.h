#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/ports/serial_port.h"
#include "homesync/ports/thermometer.h"
#include "homesync/protocol.h"
#include "homesync/pzem.h"
#include "homesync/quality.h"

namespace homesync {

/** What the sensors said at one moment, by metric. */
struct Sample {
  /** In units of 10^-decimals of the metric; only where good. */
  int32_t values[protocol::kMetricCount] = {};
  /** Whether this very attempt to read the sensor gave a value within the metric's range. */
  bool good[protocol::kMetricCount] = {};
  /** Share of good readings among the sensor's last, percent. */
  uint8_t quality[protocol::kMetricCount] = {};
  /** The moment of the sample on its grid of protocol::kSamplePeriod. */
  Millis at = 0;
};

/** Reads the meter and the thermometer once every protocol::kSamplePeriod, without ever waiting. */
class Sampler {
 public:
  Sampler(SerialPort& meter_port, ThermometerPort& thermometer)
      : meter_(meter_port), thermometer_(thermometer) {}

  /** The first sample is taken `phase` after `now`; all others keep to that grid. */
  void start(Millis now, Millis phase);

  /** True when a sample has become complete; take() it before the next call. */
  bool poll(Millis now);
  Millis next_wake_ms(Millis now) const;

  /** Reads the thermometer and fills in the sample that poll() announced. */
  void take(Sample& sample);

  /** Sets the meter's energy counter to zero between two samples. False, and nothing done, while
   * an earlier reset is under way. */
  bool request_energy_reset();

  /** Whether a reset has come to its end since this was last called; `done`: the meter confirmed
   * it. */
  bool take_energy_reset(bool& done);

  /** Whether the meter answered the last sample with a good measurement. */
  bool meter_is_good() const { return meter_good_; }

 private:
  enum class EnergyReset : uint8_t { kNone, kWanted, kAsked, kDone, kFailed };

  bool is_due(Millis now) const;

  Pzem meter_;
  ThermometerPort& thermometer_;
  Quality meter_quality_;
  Quality thermometer_quality_;
  bool meter_good_ = false;
  EnergyReset energy_reset_ = EnergyReset::kNone;
  /** Moment, on the grid, of the last sample that was begun. */
  Millis begun_at_ = 0;
};

}  // namespace homesync
