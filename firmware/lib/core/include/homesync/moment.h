#pragma once

#include "homesync/json_writer.h"
#include "homesync/ports/clock.h"
#include "homesync/timestamp.h"

namespace homesync {

/** A time of day that may not be known. */
struct Moment {
  bool known = false;
  UtcTime time;
};

/** The member `timestamp`; nothing when the moment is not known (design: timestamp). */
void write_timestamp(JsonWriter& json, const Moment& moment);

/**
 * The times that the node stamps its messages with. Strictly increasing, so that no two readings of
 * a series share a key, also when the clock is set back by SNTP.
 */
class MomentSource {
 public:
  /**
   * While the clock lies further than this behind the last timestamp, none is given: counting on
   * from a time that was wrong would stay wrong, and the receiver knows the time of arrival.
   */
  static constexpr uint32_t kLongestCatchUpMs = 5000;

  explicit MomentSource(ClockPort& clock) : clock_(clock) {}

  /** Now; not known while the clock is not set. */
  Moment next();

  /** The clock as it is, for judging the age of what arrives. */
  Moment clock() const;

 private:
  ClockPort& clock_;
  UtcTime last_;
};

}  // namespace homesync
