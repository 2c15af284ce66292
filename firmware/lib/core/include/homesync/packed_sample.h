#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/sampler.h"
#include "homesync/timestamp.h"

namespace homesync {

/** How many bits each part of a packed sample takes; all follows from the protocol's table. */
namespace packed {

/** Those that the numbers from 0 to `last` need. */
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
/** Meter and thermometer: each is good or not, and has a quality. */
constexpr uint8_t kSensorCount = 2;

constexpr size_t bytes_of_sample() {
  size_t bits = kSecondBits + kMilliBits + kSensorCount * (kQualityBits + 1U);
  for (const protocol::MetricInfo& metric : protocol::kMetrics) bits += bits_of(metric);
  return (bits + 7) / 8;
}

}  // namespace packed

/** A sample and its time in as few bits as the ranges of the protocol's metrics need. */
class PackedSample {
 public:
  void pack(const Sample& sample, UtcTime time);

  /** `sample.at`, a moment of the node's own clock, is not kept and not changed. */
  void unpack(Sample& sample, UtcTime& time) const;

 private:
  class Cursor;

  uint8_t bytes_[packed::bytes_of_sample()] = {};
};

}  // namespace homesync
