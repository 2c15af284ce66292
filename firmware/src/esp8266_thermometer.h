#pragma once

#include <OneWire.h>

#include "homesync/clock.h"
#include "homesync/ports/thermometer.h"

namespace homesync::board {

/**
 * A DS18B20, alone on its wire. A conversion takes 750 ms (datasheet, table 2), so poll() starts
 * one and collects it later; read() answers with the last one.
 */
class Esp8266Thermometer final : public ThermometerPort {
 public:
  Esp8266Thermometer();

  /** To be called from loop(); takes at most 7 ms, when a conversion is collected. */
  void poll(Millis now);

  bool read(int32_t& deci_celsius) override;

 private:
  void start(Millis now);
  void collect();

  OneWire wire_;
  Millis started_at_ = 0;
  bool converting_ = false;
  bool valid_ = false;
  int32_t deci_celsius_ = 0;
};

}  // namespace homesync::board
