#pragma once

#include <stdint.h>

namespace homesync {

/** What the node counts because nobody is told. The values are an interface: append only. */
enum class Counter : uint8_t {
  /** Commands that arrived with RETAIN set; ignored (design: commands). */
  kRetainedCommands = 0,
  /** Messages on a topic that is no command of this node; ignored. */
  kForeignTopics = 1,
  /** Commands that cannot be answered: over-long, not JSON, no readable request_id. */
  kUnanswerable = 2,
  /** Commands answered from memory without acting again. */
  kRepeated = 3,
  /** Messages that arrived while the node was not online, such as after it announced its planned
   * absence; ignored. */
  kWhileAbsent = 4,
  /** Responses that the MQTT client did not accept; the sender will ask again. */
  kLostResponses = 5,
  /** Readings that the MQTT client did not accept; the next sample is published instead. */
  kRefusedReadings = 6,
  /** Samples in which the meter gave no good measurement. */
  kMeterFailures = 7,
  /** Stored settings that were corrupt at boot; the defaults hold. */
  kCorruptSettings = 8,
  /** Sensors that were lost or found absent. */
  kSensorLosses = 9,
  /** The meter's energy counter went back without a command. */
  kEnergyResets = 10,
  /** Samples kept offline that had to make room for newer ones. */
  kDroppedSamples = 11,
};

constexpr uint8_t kCounters = 12;

class Counters {
 public:
  void add(Counter counter) { ++values_[static_cast<uint8_t>(counter)]; }
  uint32_t of(Counter counter) const { return values_[static_cast<uint8_t>(counter)]; }

 private:
  uint32_t values_[kCounters] = {};
};

}  // namespace homesync
