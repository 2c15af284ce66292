#include "homesync/protection.h"

#include "homesync/json_writer.h"
#include "homesync/metric_info.h"

namespace homesync {

using protocol::Metric;
using protocol::Setting;

namespace {

constexpr Text kKey = "protection";

/** `value` in units of 10^-decimals, as people write it. */
template <size_t Capacity>
void append_number(FixedText<Capacity>& text, int32_t value, uint8_t decimals) {
  char digits[16];
  JsonWriter number(digits, sizeof digits);
  number.fixed(value, decimals);
  text.append(number.view());
}

}  // namespace

struct Protection::Rule {
  const char* name;
  const char* unit;
  Metric metric;
  Setting limit;
};

/** By Reason. The units are in ASCII, unlike the metrics': messages are (protocol: response). */
constexpr Protection::Rule Protection::kRules[kReasons] = {
    {"over-power", " W", Metric::kPower, Setting::kMaxPower},
    {"over-current", " A", Metric::kCurrent, Setting::kMaxCurrent},
    {"over-temperature", " C", Metric::kTemperature, Setting::kMaxTemperature},
};

/** As stored; the layout is an interface between firmware versions. */
struct Protection::Record {
  uint8_t tripped;
  uint8_t spare[3];
  int32_t values[kReasons];
};

void Protection::start(Millis now) {
  Record record{};
  if (store_.read(kKey, &record, sizeof record) != sizeof record) return;
  constexpr uint8_t kAll = (1U << kReasons) - 1;
  if (record.tripped == 0 || (record.tripped & ~kAll) != 0) return;
  tripped_ = record.tripped;
  lasting_ = record.tripped;
  memcpy(values_, record.values, sizeof values_);
  overloaded_at_ = now;
}

void Protection::judge(const Sample& sample, Millis now) {
  overloaded_ = false;
  if ((lasting_ & kOverload) != 0 && elapsed(now, overloaded_at_) >= kCoolDown) {
    lasting_ = static_cast<uint8_t>(lasting_ & ~kOverload);
  }
  judge_overload(Reason::kPower, sample, now);
  judge_overload(Reason::kCurrent, sample, now);
  judge_temperature(sample);
}

void Protection::judge_overload(Reason reason, const Sample& sample, Millis now) {
  if (!is_above(reason, sample)) return;
  overloaded_ = true;
  overloaded_at_ = now;
  trip(reason, sample.values[static_cast<uint8_t>(kRules[static_cast<uint8_t>(reason)].metric)]);
}

void Protection::judge_temperature(const Sample& sample) {
  constexpr auto kIndex = static_cast<uint8_t>(Metric::kTemperature);
  const int32_t limit = limit_of(Reason::kTemperature);
  const bool good = sample.good[kIndex];
  if (limit == 0 || (good && sample.values[kIndex] <= limit - kHysteresis)) {
    lasting_ = static_cast<uint8_t>(lasting_ & ~bit_of(Reason::kTemperature));
  }
  if (!is_above(Reason::kTemperature, sample)) {
    hot_samples_ = 0;
    return;
  }
  if (hot_samples_ < kHotSamples) ++hot_samples_;
  if (hot_samples_ == kHotSamples) trip(Reason::kTemperature, sample.values[kIndex]);
}

bool Protection::is_above(Reason reason, const Sample& sample) const {
  const auto metric = static_cast<uint8_t>(kRules[static_cast<uint8_t>(reason)].metric);
  const int32_t limit = limit_of(reason);
  return limit != 0 && sample.good[metric] && sample.values[metric] > limit;
}

int32_t Protection::limit_of(Reason reason) const {
  return settings_.number(kRules[static_cast<uint8_t>(reason)].limit);
}

void Protection::trip(Reason reason, int32_t value) {
  const uint8_t bit = bit_of(reason);
  const bool lasted = (lasting_ & bit) != 0;
  lasting_ = static_cast<uint8_t>(lasting_ | bit);
  if (lasted) return;
  tripped_ = static_cast<uint8_t>(tripped_ | bit);
  values_[static_cast<uint8_t>(reason)] = value;
  unkept_ = true;
}

void Protection::release() {
  if (tripped_ == 0) return;
  tripped_ = 0;
  if (!store_.remove(kKey)) {
    log_.log(LogLevel::kWarning, "the end of the protection not stored: it holds after a reset");
  }
}

void Protection::keep() {
  if (!unkept_) return;
  unkept_ = false;
  Record record{};
  record.tripped = tripped_;
  memcpy(record.values, values_, sizeof values_);
  if (!store_.write(kKey, &record, sizeof record)) {
    log_.log(LogLevel::kWarning, "protection not stored: it does not hold after a power cut");
  }
  Message message;
  describe(message);
  log_.log(LogLevel::kError, message.view());
}

void Protection::describe(Message& message) const {
  const uint8_t reasons = lasting_ != 0 ? lasting_ : tripped_;
  uint8_t index = kReasons - 1;
  while (index > 0 && (reasons & 1U << index) == 0) --index;
  const auto reason = static_cast<Reason>(index);
  const Rule& rule = kRules[index];
  const uint8_t decimals = info_of(rule.metric).decimals;
  message.append(Text::terminated(rule.name));
  message.append(": ");
  append_number(message, values_[index], decimals);
  message.append(Text::terminated(rule.unit));
  message.append(", the limit is ");
  append_number(message, limit_of(reason), decimals);
  message.append(Text::terminated(rule.unit));
  if (reason == Reason::kTemperature) {
    message.append("; let it cool to ");
    append_number(message, limit_of(reason) - kHysteresis, decimals);
    message.append(" C, then switch on");
  } else {
    message.append("; take load off, wait ");
    append_number(message, static_cast<int32_t>(kCoolDown / 1000), 0);
    message.append(" s, then switch on");
  }
}

}  // namespace homesync
