#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

/** A serial line, already set to its speed. Neither call ever waits. */
class SerialPort {
 public:
  /** Queues bytes to be sent; answers how many were taken. */
  virtual size_t write(const uint8_t* bytes, size_t size) = 0;

  /** Takes at most `capacity` bytes that have arrived; answers how many. */
  virtual size_t read(uint8_t* bytes, size_t capacity) = 0;

 protected:
  ~SerialPort() = default;
};

}  // namespace homesync
