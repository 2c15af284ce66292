#pragma once

#include <string.h>

#include "homesync/ports/serial_port.h"

/** A serial port whose far end says what the test says. */
class ScriptedPort final : public homesync::SerialPort {
 public:
  size_t write(const uint8_t* bytes, size_t size) override {
    const size_t taken = size < room_ ? size : room_;
    memcpy(sent_, bytes, taken);
    sent_size_ = taken;
    return taken;
  }

  size_t read(uint8_t* bytes, size_t capacity) override {
    size_t count = arrived_size_ - read_size_;
    if (count > capacity) count = capacity;
    memcpy(bytes, arrived_ + read_size_, count);
    read_size_ += count;
    return count;
  }

  /** These bytes come out of the line now. */
  template <size_t N>
  void arrive(const uint8_t (&bytes)[N]) {
    arrive(bytes, N);
  }

  void arrive(const uint8_t* bytes, size_t size) {
    memcpy(arrived_ + arrived_size_, bytes, size);
    arrived_size_ += size;
  }

  template <size_t N>
  bool sent(const uint8_t (&bytes)[N]) const {
    return sent_size_ == N && memcmp(sent_, bytes, N) == 0;
  }

  /** How many bytes the next write takes. */
  void set_room(size_t room) { room_ = room; }

  size_t unread() const { return arrived_size_ - read_size_; }

 private:
  uint8_t sent_[16] = {};
  size_t sent_size_ = 0;
  size_t room_ = sizeof sent_;
  uint8_t arrived_[2048] = {};
  size_t arrived_size_ = 0;
  size_t read_size_ = 0;
};
