#include "esp8266_thermometer.h"

#include "pins.h"

namespace homesync::board {
namespace {

// DS18B20 datasheet: ROM and function commands, figure 10 and 11.
constexpr uint8_t kConvert = 0x44;
constexpr uint8_t kReadScratchpad = 0xBE;
constexpr size_t kScratchpadSize = 9;
constexpr Millis kConversionMs = 750;
constexpr Millis kPeriodMs = 1000;

// The register holds 85 °C after power-up, before the first conversion (datasheet, table 1).
constexpr int16_t kPowerUpValue = 85 * 16;

}  // namespace

Esp8266Thermometer::Esp8266Thermometer() : wire_(kThermometerPin) {}

void Esp8266Thermometer::poll(Millis now) {
  if (converting_ && elapsed(now, started_at_) >= kConversionMs) collect();
  if (!converting_ && elapsed(now, started_at_) >= kPeriodMs) start(now);
}

bool Esp8266Thermometer::read(int32_t& deci_celsius) {
  if (valid_) deci_celsius = deci_celsius_;
  return valid_;
}

void Esp8266Thermometer::start(Millis now) {
  started_at_ = now;
  if (wire_.reset() == 0) {
    valid_ = false;  // no presence pulse: the sensor is not there
    return;
  }
  wire_.skip();
  wire_.write(kConvert);
  converting_ = true;
}

void Esp8266Thermometer::collect() {
  converting_ = false;
  valid_ = false;
  if (wire_.reset() == 0) return;
  wire_.skip();
  wire_.write(kReadScratchpad);
  uint8_t scratchpad[kScratchpadSize];
  wire_.read_bytes(scratchpad, kScratchpadSize);
  if (OneWire::crc8(scratchpad, kScratchpadSize - 1) != scratchpad[kScratchpadSize - 1]) return;
  const int16_t sixteenths = static_cast<int16_t>(scratchpad[1] << 8 | scratchpad[0]);
  if (sixteenths == kPowerUpValue) return;
  deci_celsius_ = sixteenths * 10 / 16;
  valid_ = true;
}

}  // namespace homesync::board
