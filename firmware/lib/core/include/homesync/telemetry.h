#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/counters.h"
#include "homesync/moment.h"
#include "homesync/protocol.h"
#include "homesync/publisher.h"
#include "homesync/sampler.h"
#include "homesync/settings.h"

namespace homesync {

/**
 * Decides which readings of a sample are published (design: telemetry). All metrics go out at the
 * node's heartbeat; one that left its deadband goes out sooner, but not before the minimum interval
 * has passed since it was last published. What one sample publishes goes out back to back, in the
 * order of the metrics, with one timestamp.
 *
 * A reading is published only from a sample in which it is good, so a timestamp is always that of a
 * measurement. Where a heartbeat meets a bad one, or no connection, it is made up for with the next
 * good sample.
 */
class Telemetry {
 public:
  Telemetry(Publisher& publisher, MomentSource& moments, const Settings& settings,
            Counters& counters)
      : publisher_(publisher), moments_(moments), settings_(settings), counters_(counters) {}

  /**
   * `first_sample`: the moment of the first sample. `random` places the heartbeat among the samples
   * of one interval, so that nodes that started together do not publish together.
   */
  void start(Millis first_sample, uint32_t random);

  /** While the node is online, for every sample. Offline samples are not kept: the bridge sees a
   * gap. */
  void publish(const Sample& sample);

 private:
  bool is_due(const Sample& sample, uint8_t metric, bool heartbeat) const;
  bool take_heartbeat(Millis at);

  struct Published {
    int32_t value = 0;
    Millis at = 0;
    bool ever = false;
  };

  Publisher& publisher_;
  MomentSource& moments_;
  const Settings& settings_;
  Counters& counters_;
  Published published_[protocol::kMetricCount];
  Millis heartbeat_at_ = 0;
};

}  // namespace homesync
