#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/identity.h"
#include "homesync/outcome.h"
#include "homesync/ports/download.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/firmware_slot.h"
#include "homesync/ports/store.h"
#include "homesync/session.h"
#include "homesync/sha256.h"
#include "homesync/update_answer.h"
#include "homesync/update_record.h"

namespace homesync {

enum class UpdateState : uint8_t {
  kIdle,
  /** Accepted; the download is to begin. */
  kPreparing,
  /** The absence `update` is being announced, as a download over TLS needs the session's room. */
  kClosingSession,
  /** A connection is open or being opened. */
  kDownloading,
  /** Between two connections. */
  kWaiting,
  /** The image is in place: the node is to restart. */
  kCommitted,
};

/** An update whose signature, target and version are right. */
struct UpdatePlan {
  Text request_id;
  Text version;
  /** bytes */
  uint32_t size = 0;
  Sha256Digest sha256;
};

/**
 * Carries one update out: downloads the image into the firmware slot, resuming a lost connection
 * within limits, checks size and SHA-256, commits. Its answers survive the restart (design: OTA).
 */
class Updater {
 public:
  /** Connections that are lost before an update is given up. */
  static constexpr uint8_t kMaxLosses = 10;
  /** A connection on which nothing arrives for so long is lost. */
  static constexpr Millis kStallTimeout = 15000;
  /** The whole update, all connections and the waits between them. */
  static constexpr Millis kTotalTimeout = 15 * 60 * 1000;
  /** Waits before the next connection: 1 s, doubled at every loss, at most this. */
  static constexpr Millis kMaxWait = 32000;

  Updater(DownloadPort& download, FirmwareSlotPort& slot, StorePort& store, EventLogPort& log,
          const Identity& identity, Session& session, Publisher& publisher, MomentSource& moments);

  /** The node has booted: an update that this boot has ended is to be answered. */
  void start();

  /** Where the update that begin() is called for next lies; false when the url is too long. */
  bool prepare(Text url);

  /** Begins; the outcome is pending, unless it is refused for want of space or of storage. */
  Outcome begin(const UpdatePlan& plan, Millis now);

  /** Ends a running update with the error `cancelled`; false when there is none. */
  bool cancel(Millis now);

  /** The node is about to end for another reason; the next boot answers the update. */
  void abandon();

  /** An update runs, or has an outcome that nobody has been told. */
  bool is_busy() const { return is_active() || answer_.is_owed(); }
  bool is_active() const { return state_ != UpdateState::kIdle; }
  bool is_committed() const { return state_ == UpdateState::kCommitted; }
  /** The session was closed for the download, and is to be opened again if it fails. */
  bool keeps_session_closed() const { return closes_session_ && is_active() && !is_committed(); }

  /** Whether `request_id` is the present or the last update's. */
  bool answers(Text request_id) const { return answer_.is_about(request_id); }

  /** Answers that update's command as it stands: its progress, or its outcome. */
  void answer_again();

  /** The server gives the bytes from `offset` on; `total`: size of the file, 0 when not known. */
  void on_download_opened(uint32_t offset, uint32_t total, Millis now);
  void on_download_data(const uint8_t* bytes, size_t size, Millis now);
  void on_download_ended(DownloadEnd end, Millis now);
  void on_published(PacketId packet);

  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

  UpdateState state() const { return state_; }

 private:
  void leave_or_download(Millis now);
  void open_download(Millis now);
  void lose_download(Millis now);
  bool start_over();
  void finish(Millis now);
  void fail(const Outcome& outcome, Millis now);
  void fail(protocol::ErrorCode error, Millis now);
  Millis wait_ms() const;
  uint8_t percent() const { return static_cast<uint8_t>(received_ * 100 / size_); }

  DownloadPort& download_;
  FirmwareSlotPort& slot_;
  EventLogPort& log_;
  const Identity& identity_;
  Session& session_;
  UpdateAnswer answer_;
  UpdateRecord record_;
  Sha256Digest expected_;
  Sha256 hash_;
  uint32_t size_ = 1;
  uint32_t received_ = 0;
  Millis began_at_ = 0;
  /** kDownloading: when something last came; kWaiting: when the wait began. */
  Millis since_ = 0;
  UpdateState state_ = UpdateState::kIdle;
  bool closes_session_ = false;
  uint8_t losses_ = 0;
  /** Tenths of the image that were told. */
  uint8_t told_tenths_ = 0;
};

}  // namespace homesync
