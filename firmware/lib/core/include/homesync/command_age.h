#pragma once

#include <stdint.h>

#include "homesync/moment.h"

namespace homesync {

enum class CommandAge : uint8_t {
  kFresh,
  /** Older than its time to live: a broker delivers old commands when a session resumes. */
  kStale,
  /** Further in the future than protocol::kCommandClockSkew. */
  kFuture,
  /** Without a timestamp or without a clock. */
  kUnknown,
};

/** `ttl_ms`: time to live of a command, at most an hour. */
CommandAge age_of(const Moment& sent, const Moment& now, uint32_t ttl_ms);

}  // namespace homesync
