#pragma once

#include "homesync/protocol.h"

namespace homesync {

/** The metric's row of the protocol's table. */
constexpr const protocol::MetricInfo& info_of(protocol::Metric metric) {
  return protocol::kMetrics[static_cast<uint8_t>(metric)];
}

}  // namespace homesync
