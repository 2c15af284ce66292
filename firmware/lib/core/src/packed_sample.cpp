#include "homesync/packed_sample.h"

#include <stddef.h>

#include "homesync/telemetry_payload.h"

namespace homesync {

using protocol::Metric;

namespace {

constexpr auto kTemperature = static_cast<uint8_t>(Metric::kTemperature);
/** Any of the meter's: they have one quality and are good together. */
constexpr auto kOfMeter = static_cast<uint8_t>(Metric::kPower);
constexpr uint8_t kSensors[] = {kOfMeter, kTemperature};

/** Bits that the numbers from 0 to `last` need. */
constexpr uint8_t bits_for(uint32_t last) {
  uint8_t bits = 0;
  for (; last > 0; last >>= 1) ++bits;
  return bits;
}

constexpr uint8_t bits_of(const protocol::MetricInfo& metric) {
  return bits_for(static_cast<uint32_t>(metric.max - metric.min));
}

constexpr uint8_t kSecondBits = 32;
constexpr uint8_t kMilliBits = bits_for(999);
constexpr uint8_t kQualityBits = bits_for(100);

constexpr size_t packed_size() {
  size_t bits = kSecondBits + kMilliBits + sizeof kSensors * (kQualityBits + 1U);
  for (const protocol::MetricInfo& metric : protocol::kMetrics) bits += bits_of(metric);
  return (bits + 7) / 8;
}

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
  static_assert(sizeof bytes_ == packed_size(), "the ranges of the metrics have changed");
  *this = PackedSample();
  Cursor cursor;
  cursor.put(bytes_, kSecondBits, time.seconds);
  cursor.put(bytes_, kMilliBits, time.millis);
  for (const uint8_t sensor : kSensors) {
    cursor.put(bytes_, 1, sample.good[sensor] ? 1 : 0);
    cursor.put(bytes_, kQualityBits, sample.quality[sensor]);
  }
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    // What is not good is not looked at again, and need not lie in its range.
    const protocol::MetricInfo& metric = protocol::kMetrics[i];
    const int32_t value = sample.good[i] ? sample.values[i] - metric.min : 0;
    cursor.put(bytes_, bits_of(metric), static_cast<uint32_t>(value));
  }
}

void PackedSample::unpack(Sample& sample, UtcTime& time) const {
  Cursor cursor;
  time.seconds = cursor.take(bytes_, kSecondBits);
  time.millis = static_cast<uint16_t>(cursor.take(bytes_, kMilliBits));
  const bool meter_good = cursor.take(bytes_, 1) != 0;
  const auto meter_quality = static_cast<uint8_t>(cursor.take(bytes_, kQualityBits));
  const bool thermometer_good = cursor.take(bytes_, 1) != 0;
  const auto thermometer_quality = static_cast<uint8_t>(cursor.take(bytes_, kQualityBits));
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const protocol::MetricInfo& metric = protocol::kMetrics[i];
    sample.values[i] = static_cast<int32_t>(cursor.take(bytes_, bits_of(metric))) + metric.min;
    sample.good[i] = i == kTemperature ? thermometer_good : meter_good;
    sample.quality[i] = i == kTemperature ? thermometer_quality : meter_quality;
  }
}

}  // namespace homesync
