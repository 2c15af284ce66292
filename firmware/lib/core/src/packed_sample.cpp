#include "homesync/packed_sample.h"

#include "homesync/metric_info.h"

namespace homesync {

using protocol::Metric;

namespace {

constexpr auto kOfThermometer = static_cast<uint8_t>(Metric::kTemperature);
/** Any of the meter's: they have one quality and are good together. */
constexpr auto kOfMeter = static_cast<uint8_t>(Metric::kPower);
constexpr uint8_t kSensors[packed::kSensorCount] = {kOfMeter, kOfThermometer};

}  // namespace

/** Numbers of some bits, one behind the other, the lowest bit first. */
class PackedSample::Cursor {
 public:
  uint32_t take(const uint8_t* bytes, uint8_t width) {
    uint32_t value = 0;
    for (uint8_t i = 0; i < width; ++i, ++at_) {
      value |= static_cast<uint32_t>(bytes[at_ / 8] >> at_ % 8 & 1) << i;
    }
    return value;
  }

  void put(uint8_t* bytes, uint8_t width, uint32_t value) {
    for (uint8_t i = 0; i < width; ++i, ++at_) {
      bytes[at_ / 8] = static_cast<uint8_t>(bytes[at_ / 8] | (value >> i & 1) << at_ % 8);
    }
  }

 private:
  size_t at_ = 0;
};

void PackedSample::pack(const Sample& sample, UtcTime time) {
  *this = PackedSample();
  Cursor cursor;
  cursor.put(bytes_, packed::kSecondBits, time.seconds);
  cursor.put(bytes_, packed::kMilliBits, time.millis);
  for (const uint8_t sensor : kSensors) {
    cursor.put(bytes_, 1, sample.good[sensor] ? 1 : 0);
    cursor.put(bytes_, packed::kQualityBits, sample.quality[sensor]);
  }
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    // What is not good is not looked at again, and need not lie in its range.
    const protocol::MetricInfo& metric = protocol::kMetrics[i];
    const int32_t value = sample.good[i] ? sample.values[i] - metric.min : 0;
    cursor.put(bytes_, packed::bits_of(metric), static_cast<uint32_t>(value));
  }
}

void PackedSample::unpack(Sample& sample, UtcTime& time) const {
  Cursor cursor;
  time.seconds = cursor.take(bytes_, packed::kSecondBits);
  time.millis = static_cast<uint16_t>(cursor.take(bytes_, packed::kMilliBits));
  const bool meter_good = cursor.take(bytes_, 1) != 0;
  const auto meter_quality = static_cast<uint8_t>(cursor.take(bytes_, packed::kQualityBits));
  const bool thermometer_good = cursor.take(bytes_, 1) != 0;
  const auto thermometer_quality = static_cast<uint8_t>(cursor.take(bytes_, packed::kQualityBits));
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const protocol::MetricInfo& metric = protocol::kMetrics[i];
    sample.values[i] =
        static_cast<int32_t>(cursor.take(bytes_, packed::bits_of(metric))) + metric.min;
    const bool is_meters = metric.sensor == protocol::Sensor::kMeter;
    sample.good[i] = is_meters ? meter_good : thermometer_good;
    sample.quality[i] = is_meters ? meter_quality : thermometer_quality;
  }
}

}  // namespace homesync
