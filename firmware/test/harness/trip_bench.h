#pragma once

#include "command_bench.h"

namespace homesync::test {

/** Above LimitBench's limit, 0.1 W. */
constexpr uint32_t kOverloadDw = 35000;

/** Limits of 3000 W and, by default, 80 °C. */
struct LimitBench : Bench {
  LimitBench() { settings.set_number(protocol::Setting::kMaxPower, 30000); }
};

/** A connected node, its relay on, a load of 1000 W. */
struct TripBench : LimitBench {
  TripBench() {
    load(10000);
    connect(node);
    run(node, 1200);
    command("on");
    run(node, 2000);
    mqtt.clear();
  }

  void load(uint32_t power_dw) { meter.set_load({power_dw, 2300, power_dw * 100 / 230, 100, 500}); }

  Text command(Text action) { return command(node, action); }
  Text command(Node& to, Text action) {
    FixedText<96> payload;
    payload.append("{\"action\":\"");
    payload.append(action);
    payload.append("\",\"request_id\":\"r-");
    const char digits[] = {static_cast<char>('0' + commands / 10),
                           static_cast<char>('0' + commands % 10)};
    ++commands;
    payload.append(Text(digits, 2));
    payload.append("\"}");
    mqtt.clear();
    send(to, "command/relay", payload.view());
    return mqtt.last_payload("/response/command");
  }

  void press(Node& of) {
    button.set_pressed(true);
    run(of, 100);
    button.set_pressed(false);
    run(of, 100);
  }

  /** Runs until the relay is open, at most `limit`; answers for how long. */
  Millis time_to_open(Millis limit) {
    for (Millis passed = 0; passed < limit; passed += 10) {
      if (!relay.is_on()) return passed;
      run(node, 10);
    }
    return limit;
  }

  /** Another boot on the same hardware. */
  void reset(Node& next, protocol::ResetReason reason) {
    relay.set(false);
    system.reason = reason;
    connect(next);
  }

  int commands = 10;
  Node node{ports(), identity, settings};
};

}  // namespace homesync::test
