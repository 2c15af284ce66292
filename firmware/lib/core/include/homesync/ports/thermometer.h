#pragma once

#include <stdint.h>

namespace homesync {

/** The thermometer inside the enclosure. */
class ThermometerPort {
 public:
  /** The last measurement, 0.1 °C; false, and the output unchanged, when there is none. Never
   * waits. */
  virtual bool read(int32_t& deci_celsius) = 0;

 protected:
  ~ThermometerPort() = default;
};

}  // namespace homesync
