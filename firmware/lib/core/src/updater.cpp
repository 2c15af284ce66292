#include "homesync/updater.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

constexpr uint8_t kPercentPerTenth = 10;

bool is_over_tls(Text url) {
  static constexpr Text kScheme = "https://";
  return url.size >= kScheme.size && Text(url.data, kScheme.size) == kScheme;
}

}  // namespace

Updater::Updater(DownloadPort& download, FirmwareSlotPort& slot, StorePort& store,
                 EventLogPort& log, const Identity& identity, Session& session,
                 Publisher& publisher, MomentSource& moments)
    : download_(download),
      slot_(slot),
      log_(log),
      identity_(identity),
      session_(session),
      answer_(session, publisher, moments, identity),
      record_(store) {}

void Updater::start() {
  FixedText<protocol::kRequestIdMaxLength> request_id;
  bool is_version = false;
  const UpdatePhase phase = record_.load(identity_.firmware_version, request_id, is_version);
  if (phase == UpdatePhase::kNone) return;
  answer_.open(request_id.view());
  if (phase == UpdatePhase::kDownloading) {
    answer_.conclude(
        Outcome::refusal(ErrorCode::kDownloadFailed,
                         "the node restarted during the download; send the update again"));
  } else if (is_version) {
    answer_.conclude(Outcome::success(""));
  } else {
    answer_.conclude(Outcome::refusal(
        ErrorCode::kStorageFault, "another version came up than was signed; see status/firmware"));
  }
}

bool Updater::prepare(Text url) {
  closes_session_ = is_over_tls(url) && !download_.has_room_for_tls();
  return download_.prepare(url);
}

Outcome Updater::begin(const UpdatePlan& plan, Millis now) {
  const SlotStatus status = slot_.begin(plan.size);
  if (status == SlotStatus::kNoSpace) return Outcome::refusal(ErrorCode::kNoSpace);
  if (status != SlotStatus::kOk || !record_.begin(plan.request_id, plan.version)) {
    slot_.abort();
    return Outcome::refusal(ErrorCode::kStorageFault);
  }
  answer_.open(plan.request_id);
  expected_ = plan.sha256;
  hash_ = Sha256();
  size_ = plan.size;
  received_ = 0;
  losses_ = 0;
  told_tenths_ = 0;
  began_at_ = now;
  since_ = now;
  state_ = UpdateState::kPreparing;
  return Outcome::own();
}

bool Updater::cancel(Millis now) {
  if (!is_active() || is_committed()) return false;
  fail(ErrorCode::kCancelled, now);
  return true;
}

void Updater::abandon() {
  if (!is_active() || is_committed()) return;
  download_.abort();
  slot_.abort();
  state_ = UpdateState::kIdle;
}

void Updater::answer_again() {
  if (is_active()) {
    answer_.tell_progress(percent());
  } else {
    answer_.repeat_outcome();
  }
}

void Updater::on_download_opened(uint32_t offset, uint32_t total, Millis now) {
  if (state_ != UpdateState::kDownloading) return;
  since_ = now;
  if (total != 0 && total != size_) {
    fail(ErrorCode::kWrongSize, now);
  } else if (offset != received_) {
    // A server that cannot resume begins again, and so does the image.
    if (offset != 0) {
      lose_download(now);
    } else if (!start_over()) {
      fail(ErrorCode::kStorageFault, now);
    }
  }
}

void Updater::on_download_data(const uint8_t* bytes, size_t size, Millis now) {
  if (state_ != UpdateState::kDownloading || size == 0) return;
  since_ = now;
  if (size > size_ - received_) {
    fail(ErrorCode::kWrongSize, now);
    return;
  }
  if (!slot_.write(bytes, size)) {
    fail(ErrorCode::kStorageFault, now);
    return;
  }
  hash_.update(bytes, size);
  received_ += static_cast<uint32_t>(size);
  const auto tenths = static_cast<uint8_t>(percent() / kPercentPerTenth);
  if (tenths <= told_tenths_) return;
  told_tenths_ = tenths;
  answer_.tell_progress(static_cast<uint8_t>(tenths * kPercentPerTenth));
}

void Updater::on_download_ended(DownloadEnd end, Millis now) {
  if (state_ != UpdateState::kDownloading) return;
  if (received_ == size_) {
    finish(now);
    return;
  }
  switch (end) {
    case DownloadEnd::kComplete:
      fail(ErrorCode::kWrongSize, now);
      return;
    case DownloadEnd::kRefused:
      fail(Outcome::refusal(ErrorCode::kDownloadFailed,
                            "the server does not give the image; check the url"),
           now);
      return;
    case DownloadEnd::kLost:
      lose_download(now);
      return;
  }
}

void Updater::on_published(PacketId packet) {
  if (answer_.on_published(packet)) record_.remove();
}

void Updater::poll(Millis now) {
  answer_.poll(now);
  switch (state_) {
    case UpdateState::kIdle:
    case UpdateState::kCommitted:
      return;
    case UpdateState::kPreparing:
      leave_or_download(now);
      return;
    case UpdateState::kClosingSession:
      if (session_.state() == SessionState::kClosed) open_download(now);
      return;
    case UpdateState::kDownloading:
    case UpdateState::kWaiting:
      break;
  }
  if (elapsed(now, began_at_) >= kTotalTimeout) {
    fail(ErrorCode::kDownloadFailed, now);
  } else if (state_ == UpdateState::kWaiting) {
    if (elapsed(now, since_) >= wait_ms()) open_download(now);
  } else if (elapsed(now, since_) >= kStallTimeout) {
    if (received_ == size_) {
      finish(now);
    } else {
      lose_download(now);
    }
  }
}

Millis Updater::next_wake_ms(Millis now) const {
  const Millis answer = answer_.next_wake_ms(now);
  Millis own = kNoWake;
  switch (state_) {
    case UpdateState::kIdle:
      return answer;
    case UpdateState::kPreparing:
      return 0;
    case UpdateState::kCommitted:
      return session_.is_closing() ? kNoWake : 0;
    case UpdateState::kClosingSession:
      return session_.state() == SessionState::kClosed ? 0 : answer;
    case UpdateState::kDownloading:
      own = remaining(now, since_, kStallTimeout);
      break;
    case UpdateState::kWaiting:
      own = remaining(now, since_, wait_ms());
      break;
  }
  const Millis total = remaining(now, began_at_, kTotalTimeout);
  if (total < own) own = total;
  return answer < own ? answer : own;
}

void Updater::leave_or_download(Millis now) {
  answer_.tell_progress(0);
  if (!closes_session_) {
    open_download(now);
    return;
  }
  state_ = UpdateState::kClosingSession;
  session_.close(protocol::OnlineReason::kUpdate, now);
}

void Updater::open_download(Millis now) {
  state_ = UpdateState::kDownloading;
  since_ = now;
  download_.start(received_);
}

void Updater::lose_download(Millis now) {
  download_.abort();
  if (++losses_ >= kMaxLosses) {
    fail(ErrorCode::kDownloadFailed, now);
    return;
  }
  log_.log(LogLevel::kWarning, "update: download lost, trying again");
  state_ = UpdateState::kWaiting;
  since_ = now;
}

bool Updater::start_over() {
  received_ = 0;
  hash_ = Sha256();
  return slot_.begin(size_) == SlotStatus::kOk;
}

void Updater::finish(Millis now) {
  download_.abort();
  if (hash_.finish() != expected_) {
    fail(ErrorCode::kWrongHash, now);
  } else if (!record_.mark_committed() || !slot_.commit()) {
    // The record first: after a power cut in between, the old version comes up and says so.
    fail(ErrorCode::kStorageFault, now);
  } else {
    log_.log(LogLevel::kInfo, "update: image in place, restarting");
    state_ = UpdateState::kCommitted;
  }
}

void Updater::fail(const Outcome& outcome, Millis now) {
  download_.abort();
  slot_.abort();
  state_ = UpdateState::kIdle;
  log_.log(LogLevel::kWarning, "update: failed, nothing was changed");
  answer_.conclude(outcome);
  if (closes_session_) session_.reopen(now);
}

/** Apart, so that each of its many callers passes a code and not an outcome. */
__attribute__((noinline)) void Updater::fail(ErrorCode error, Millis now) {
  fail(Outcome::refusal(error), now);
}

Millis Updater::wait_ms() const {
  const Millis wait = Millis{1000} << (losses_ - 1);
  return wait < kMaxWait ? wait : kMaxWait;
}

}  // namespace homesync
