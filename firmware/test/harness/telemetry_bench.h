#pragma once

#include "bench.h"

namespace homesync::test {

/** A connected node whose first sample has been published and forgotten, with a load of 125.5 W. */
struct TelemetryBench : Bench {
  explicit TelemetryBench(int32_t interval_s = 30) {
    settings.set_number(protocol::Setting::kTelemetryIntervalS, interval_s);
    meter.set_load({1255, 2301, 547, 98, 500});
    relay.set(true);
    const uint8_t on = 1;
    flash.write("relay", &on, sizeof on);
    thermometer.set(415);
  }

  void connect_and_settle(Node& node) {
    connect(node);
    run(node, 1100);
    mqtt.clear();
  }

  /** Runs second by second until something is published, at most `limit` seconds; answers how many.
   */
  int seconds_to_telemetry(Node& node, int limit) {
    for (int second = 1; second <= limit; ++second) {
      mqtt.clear();
      run(node, 1000);
      if (mqtt.last("/telemetry/voltage") != nullptr) return second;
    }
    return 0;
  }
};

}  // namespace homesync::test
