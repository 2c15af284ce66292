#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_writer.h"
#include "homesync/metric_info.h"
#include "homesync/moment.h"
#include "homesync/protocol.h"

namespace homesync {

/** Ample for every reading (temperature at its longest: 86). */
constexpr size_t kTelemetryPayloadCapacity = 128;

/** `telemetry/{metric}`: `value` in units of 10^-decimals of the metric, `quality` in percent. */
void write_reading(JsonWriter& json, protocol::Metric metric, int32_t value, const Moment& moment,
                   uint8_t quality);

}  // namespace homesync
