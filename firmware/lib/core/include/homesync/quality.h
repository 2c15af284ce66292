#pragma once

#include <stdint.h>

namespace homesync {

/**
 * What share of a sensor's last readings was good, in percent (design: quality). A window of 20
 * readings: steps of 5 %, and at one sample a second a sensor that falls silent reaches 0, where no
 * value is published any more, within 20 s, before the next heartbeat of 30 s.
 */
class Quality {
 public:
  static constexpr uint8_t kWindow = 20;

  /** Counts one attempt to read the sensor. */
  void record(bool good);

  /** 0 to 100, rounded down so that 100 means every one; 0 before the first attempt. */
  uint8_t percent() const;

 private:
  /** One bit an attempt, the newest lowest. */
  uint32_t good_ = 0;
  uint8_t count_ = 0;
};

}  // namespace homesync
