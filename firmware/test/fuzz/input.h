#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "homesync/text.h"

/** What libFuzzer calls with each input. */
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace homesync::fuzz {

/** Ends the program, which libFuzzer reports as a finding, when a property does not hold. */
inline void require(bool holds, const char* property) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", property);
  abort();
}

/** Bytes in a block of exactly their size, so that ASan sees a read one byte outside them. */
class ExactBytes {
 public:
  ExactBytes(const void* bytes, size_t size)
      : bytes_(static_cast<char*>(malloc(size > 0 ? size : 1))), size_(size) {
    require(bytes_ != nullptr, "there is memory");
    memcpy(bytes_, bytes, size);
  }
  ~ExactBytes() { free(bytes_); }
  ExactBytes(const ExactBytes&) = delete;
  ExactBytes& operator=(const ExactBytes&) = delete;

  /** One byte into the block when it is empty, where nothing may be read. */
  Text text() const { return Text(size_ > 0 ? bytes_ : bytes_ + 1, size_); }

 private:
  char* bytes_;
  size_t size_;
};

/** Takes an input apart from its front; an exhausted one gives zeros. */
class Input {
 public:
  Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ == 0; }

  uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }

  /** Up to the next `end`, which is left out, or to the end of the input. */
  Text until(uint8_t end) {
    const void* found = size_ > 0 ? memchr(data_, end, size_) : nullptr;
    const size_t length =
        found == nullptr ? size_ : static_cast<size_t>(static_cast<const uint8_t*>(found) - data_);
    const Text text(reinterpret_cast<const char*>(data_), length);
    const size_t taken = found == nullptr ? length : length + 1;
    data_ += taken;
    size_ -= taken;
    return text;
  }

 private:
  const uint8_t* data_;
  size_t size_;
};

}  // namespace homesync::fuzz
