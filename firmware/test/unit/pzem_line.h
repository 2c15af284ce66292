#pragma once

#include "homesync/pzem.h"
#include "scripted_port.h"

/** A driver on a scripted line, and the time that its tests begin at. */
namespace pzem_line {

constexpr uint8_t kAddress = 0x01;

/** Just before the millisecond counter wraps, so that every test crosses it. */
constexpr homesync::Millis kStart = UINT32_MAX - 20;

struct Line {
  ScriptedPort port;
  homesync::Pzem meter{port, kAddress};

  homesync::PzemState poll_after(homesync::Millis span) { return meter.poll(kStart + span); }

  /** Whether the last reading is that of frames::kReading. */
  bool is_first_reading() const {
    const homesync::PzemReading& r = meter.reading();
    return r.of(homesync::protocol::Metric::kVoltage) == 2257 &&
           r.of(homesync::protocol::Metric::kCurrent) == 108 &&
           r.of(homesync::protocol::Metric::kPower) == 244 &&
           r.of(homesync::protocol::Metric::kEnergy) == 38 &&
           r.of(homesync::protocol::Metric::kFrequency) == 500 &&
           r.of(homesync::protocol::Metric::kPowerFactor) == 100;
  }
};

}  // namespace pzem_line
