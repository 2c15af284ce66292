#pragma once

#include <string.h>

#include "command_bench.h"
#include "homesync/ota_manifest.h"

namespace homesync::test {

/** An image of the simulated board and the signed command that offers it. */
struct Update {
  static constexpr size_t kSize = 1000;

  explicit Update(Text image_version = "1.3.0") {
    size_t at = 0;
    const Text first_line[] = {"homesync-image ", image_version, "\n"};
    for (const Text& part : first_line) {
      memcpy(image + at, part.data, part.size);
      at += part.size;
    }
    for (; at < kSize; ++at) image[at] = static_cast<uint8_t>('a' + at % 26);
    version = image_version;
  }

  /** Signs what the fields say, the digest of the image included. */
  void sign();

  /** The command with the fields as they are now: changed since sign(), they are tampered with. */
  Text command();

  uint8_t image[kSize];
  Text request_id = "up-1";
  Text url = "http://192.0.2.1/a.bin";
  Text target = "virtual";
  Text version;
  uint32_t size = kSize;
  bool allow_downgrade = false;
  FixedText<64> sha256;
  FixedText<98> signature;

 private:
  FixedText<1024> command_;
};

/** A connected node that can be offered updates; the test plays the server of the image. */
struct UpdateBench : CommandBench {
  void offer(Update& update) {
    mqtt.clear();
    send(node, "command/ota", update.command());
  }

  void send_ota(Text payload) {
    mqtt.clear();
    send(node, "command/ota", payload);
  }

  /** The newest answer on response/ota. */
  Text ota_answer() const { return mqtt.last_payload("/response/ota"); }

  /** The server gives the image's bytes from `from` up to `to`, in pieces. */
  void serve(const Update& update, uint32_t from, uint32_t to) {
    node.on_download_opened(from, Update::kSize);
    for (uint32_t at = from; at < to; at += kPiece) {
      node.on_download_data(update.image + at, to - at < kPiece ? to - at : kPiece);
    }
  }

  /** The whole image. */
  void serve(const Update& update) {
    serve(update, 0, Update::kSize);
    node.on_download_ended(DownloadEnd::kComplete);
  }

  /** Acknowledges all that was published since it was last cleared. */
  void acknowledge() {
    for (size_t i = 0; i < mqtt.count; ++i) node.on_published(mqtt.messages[i].packet);
  }

  /** Lets the planned absence of a node that has committed an update come to its end. */
  void let_restart() {
    node.poll();
    acknowledge();
    node.on_disconnected();
    node.poll();
  }

  /** What runs when the processor starts again; not started. */
  Identity next_identity() {
    Identity next = identity;
    slot.boot();
    const Text updated = slot.running().version.view();
    if (!updated.empty()) next.firmware_version = updated;
    return next;
  }

  static constexpr uint32_t kPiece = 64;
};

}  // namespace homesync::test
