#include "homesync/packed_sample.h"

#include "homesync/sample_buffer.h"
#include "homesync/simulated/seeded_random.h"
#include "test.h"

using homesync::PackedSample;
using homesync::Sample;
using homesync::SampleBuffer;
using homesync::UtcTime;
namespace protocol = homesync::protocol;

namespace {

constexpr uint8_t kTemperature = static_cast<uint8_t>(protocol::Metric::kTemperature);

/** Every value by `choose`; the sensors good or not, with a quality each. */
template <typename Choose>
Sample sample_of(bool meter_good, bool thermometer_good, uint8_t quality, Choose choose) {
  Sample sample;
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    const bool thermometer = i == kTemperature;
    sample.values[i] = choose(protocol::kMetrics[i]);
    sample.good[i] = thermometer ? thermometer_good : meter_good;
    sample.quality[i] = thermometer ? static_cast<uint8_t>(100 - quality) : quality;
  }
  return sample;
}

void check_kept(const Sample& sample, UtcTime time) {
  PackedSample packed;
  packed.pack(sample, time);
  Sample back;
  UtcTime back_time;
  packed.unpack(back, back_time);
  CHECK(back_time == time);
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    CHECK_EQ(back.good[i], sample.good[i]);
    CHECK_EQ(back.quality[i], sample.quality[i]);
    if (sample.good[i]) CHECK_EQ(back.values[i], sample.values[i]);
  }
}

}  // namespace

TEST("a packed sample keeps every value of every metric's range") {
  check_kept(
      sample_of(true, true, 0, [](const protocol::MetricInfo& metric) { return metric.min; }),
      {0, 0});
  check_kept(
      sample_of(true, true, 100, [](const protocol::MetricInfo& metric) { return metric.max; }),
      {UINT32_MAX, 999});
  homesync::simulated::SeededRandom random(7);
  for (int i = 0; i < 1000; ++i) {
    const auto choose = [&random](const protocol::MetricInfo& metric) {
      const auto span = static_cast<uint32_t>(metric.max - metric.min) + 1;
      return metric.min + static_cast<int32_t>(random.next() % span);
    };
    check_kept(sample_of(true, true, static_cast<uint8_t>(random.next() % 101), choose),
               {random.next(), static_cast<uint16_t>(random.next() % 1000)});
  }
}

TEST("a packed sample keeps which sensor was good; what was not may be anything") {
  const auto wild = [](const protocol::MetricInfo&) { return INT32_MIN; };
  check_kept(sample_of(false, false, 35, wild), {1738852200, 1});
  PackedSample packed;
  Sample sample = sample_of(true, false, 35, [](const protocol::MetricInfo& m) { return m.max; });
  sample.values[kTemperature] = INT32_MAX;
  packed.pack(sample, {1, 2});
  Sample back;
  UtcTime time;
  packed.unpack(back, time);
  CHECK(!back.good[kTemperature]);
  CHECK_EQ(back.values[0], protocol::kMetrics[0].max);
}

TEST("a full buffer drops the oldest and says so; the order stays") {
  SampleBuffer buffer;
  const Sample sample =
      sample_of(true, true, 100, [](const protocol::MetricInfo& m) { return m.min; });
  for (uint32_t second = 0; second < 20; ++second) {
    CHECK_EQ(buffer.push(sample, {second, 0}), second < SampleBuffer::kCapacity);
  }
  CHECK_EQ(buffer.count(), SampleBuffer::kCapacity);
  for (uint32_t second = 4; second < 20; ++second) {
    Sample front;
    UtcTime time;
    buffer.front(front, time);
    CHECK_EQ(time.seconds, second);
    buffer.pop();
  }
  CHECK(buffer.empty());
}
