#pragma once

#include "homesync/ports/download.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync::test {

/** A download port that keeps what it is asked to do; the test plays the server. */
class RecordingDownload final : public DownloadPort {
 public:
  bool has_room_for_tls() override { return room_for_tls; }

  bool prepare(Text wanted) override { return url.assign(wanted); }

  void start(uint32_t from) override {
    ++starts;
    offset = from;
    open = true;
  }

  void abort() override { open = false; }

  FixedText<protocol::kOtaUrlMaxLength> url;
  bool room_for_tls = true;
  uint32_t starts = 0;
  uint32_t offset = 0;
  bool open = false;
};

}  // namespace homesync::test
