#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/text.h"

namespace homesync::board {

/**
 * Reads the head of an HTTP/1.1 message as it arrives (RFC 9112, 2.1), in memory that does not grow
 * with it: the first line and those fields that this board needs. No Arduino header in it.
 */
class HttpHead {
 public:
  /** The first line is kept up to here, and a field's line read; what follows is passed over. */
  static constexpr size_t kLineCapacity = 96;
  /** A head that is longer is refused. */
  static constexpr size_t kMaxBytes = 8192;
  /** Not given, or not a number. */
  static constexpr uint32_t kUnknown = UINT32_MAX;

  enum class State : uint8_t { kReading, kComplete, kMalformed };

  /** Takes bytes up to the head's end; answers how many were taken. */
  size_t take(const uint8_t* bytes, size_t size);

  State state() const { return state_; }

  /** `GET / HTTP/1.1` or `HTTP/1.1 200 OK`. */
  Text first_line() const { return first_line_.view(); }
  /** Of a response; 0 when it is none. */
  uint16_t status() const;

  /** Content-Length. */
  uint32_t length() const { return length_; }
  /** Content-Range: the first byte, and the size of the whole (RFC 9110, 14.4). */
  uint32_t range_start() const { return range_start_; }
  uint32_t range_total() const { return range_total_; }
  /** Transfer-Encoding: the body comes in chunks, which this board does not read. */
  bool is_chunked() const { return is_chunked_; }

 private:
  void end_line();
  void read_field(Text name, Text value);

  State state_ = State::kReading;
  bool has_first_line_ = false;
  bool is_chunked_ = false;
  uint16_t size_ = 0;
  uint32_t length_ = kUnknown;
  uint32_t range_start_ = kUnknown;
  uint32_t range_total_ = kUnknown;
  FixedText<kLineCapacity> first_line_;
  FixedText<kLineCapacity> line_;
};

}  // namespace homesync::board
