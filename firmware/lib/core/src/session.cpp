#include "homesync/session.h"

#include "homesync/status_payload.h"
#include "homesync/topic_path.h"

namespace homesync {

using protocol::OnlineReason;
using protocol::Topic;

namespace {

/** Commands are subscribed to at the QoS that they are published with (REQ-003). */
constexpr uint8_t kCommandQos = protocol::kTopics[static_cast<uint8_t>(Topic::kCommandRelay)].qos;

}  // namespace

Session::Session(MqttPort& mqtt, Publisher& publisher, const Identity& identity,
                 MomentSource& moments, RandomPort& random, EventLogPort& log)
    : mqtt_(mqtt),
      publisher_(publisher),
      identity_(identity),
      moments_(moments),
      log_(log),
      backoff_(random) {}

void Session::start(const ClientId& client_id, Millis now) {
  client_id_ = client_id;
  backoff_.reset();
  connect(now);
}

void Session::poll(Millis now) {
  const Millis spent = elapsed(now, since_);
  switch (state_) {
    case SessionState::kIdle:
    case SessionState::kClosed:
      return;
    case SessionState::kConnecting:
      if (spent < protocol::kConnectTimeout) return;
      log_.log(LogLevel::kWarning, "connect given up: no answer in time");
      mqtt_.abort();
      wait(now);
      return;
    case SessionState::kOnline:
      if (stable_ || spent < protocol::kStableConnection) return;
      stable_ = true;
      backoff_.reset();
      return;
    case SessionState::kAnnouncing:
      if (spent >= kAnnouncementTimeout) {
        log_.log(LogLevel::kWarning, "planned absence not acknowledged in time");
        disconnect(now);
      } else if (announcement_ == kNotAccepted && elapsed(now, offered_at_) >= kAnnouncementRetry) {
        announce(now);
      }
      return;
    case SessionState::kDisconnecting:
      if (spent < kDisconnectTimeout) return;
      mqtt_.abort();
      enter(SessionState::kClosed, now);
      return;
    case SessionState::kWaiting:
      if (spent >= wait_) connect(now);
      return;
  }
}

Millis Session::next_wake_ms(Millis now) const {
  switch (state_) {
    case SessionState::kIdle:
    case SessionState::kClosed:
      return kNoWake;
    case SessionState::kConnecting:
      return remaining(now, since_, protocol::kConnectTimeout);
    case SessionState::kOnline:
      return stable_ ? kNoWake : remaining(now, since_, protocol::kStableConnection);
    case SessionState::kAnnouncing:
      return announcement_ == kNotAccepted ? remaining(now, offered_at_, kAnnouncementRetry)
                                           : remaining(now, since_, kAnnouncementTimeout);
    case SessionState::kDisconnecting:
      return remaining(now, since_, kDisconnectTimeout);
    case SessionState::kWaiting:
      return remaining(now, since_, wait_);
  }
  return kNoWake;
}

void Session::on_connected(Millis now) {
  if (state_ != SessionState::kConnecting) return;
  TopicPath filter;
  build_command_filter(identity_, filter);
  if (!mqtt_.subscribe(filter.view(), kCommandQos)) {
    log_.log(LogLevel::kWarning, "subscription not accepted");
    mqtt_.abort();
    wait(now);
    return;
  }
  stable_ = false;
  enter(SessionState::kOnline, now);
}

void Session::on_disconnected(Millis now) {
  switch (state_) {
    case SessionState::kIdle:
    case SessionState::kClosed:
    case SessionState::kWaiting:
      return;
    case SessionState::kOnline:
      if (elapsed(now, since_) >= protocol::kStableConnection) backoff_.reset();
      wait(now);
      return;
    case SessionState::kConnecting:
      wait(now);
      return;
    case SessionState::kAnnouncing:
    case SessionState::kDisconnecting:
      enter(SessionState::kClosed, now);
      return;
  }
}

void Session::on_published(PacketId packet, Millis now) {
  if (state_ == SessionState::kAnnouncing && packet == announcement_ && packet != kNotAccepted) {
    disconnect(now);
  }
}

void Session::close(OnlineReason reason, Millis now) {
  switch (state_) {
    case SessionState::kAnnouncing:
    case SessionState::kDisconnecting:
    case SessionState::kClosed:
      return;
    case SessionState::kOnline:
      reason_ = reason;
      enter(SessionState::kAnnouncing, now);
      announce(now);
      return;
    case SessionState::kConnecting:
      mqtt_.abort();
      enter(SessionState::kClosed, now);
      return;
    case SessionState::kIdle:
    case SessionState::kWaiting:
      enter(SessionState::kClosed, now);
      return;
  }
}

void Session::reopen(Millis now) {
  if (state_ != SessionState::kClosed) return;
  backoff_.reset();
  connect(now);
}

bool Session::is_closing() const {
  return state_ == SessionState::kAnnouncing || state_ == SessionState::kDisconnecting ||
         state_ == SessionState::kClosed;
}

void Session::connect(Millis now) {
  ClientId::Buffer client_id;
  client_id_.write(identity_, client_id);
  TopicPath will_topic;
  build_topic(identity_, Topic::kStatusOnline, will_topic);
  char buffer[kStatusPayloadCapacity];
  JsonWriter will(buffer, sizeof buffer);
  write_absence(will, OnlineReason::kUnexpectedDisconnect, Moment());

  SessionPlan plan;
  plan.client_id = client_id.view();
  plan.will.topic = will_topic.view();
  plan.will.payload = will.view();
  plan.will.qos = info_of(Topic::kStatusOnline).qos;
  plan.will.retain = info_of(Topic::kStatusOnline).retain;
  plan.keep_alive_s = protocol::kKeepAlive;
  plan.clean_session = false;
  enter(SessionState::kConnecting, now);
  mqtt_.connect(plan);
}

void Session::wait(Millis now) {
  wait_ = backoff_.next();
  enter(SessionState::kWaiting, now);
}

void Session::announce(Millis now) {
  char buffer[kStatusPayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_absence(json, reason_, moments_.next());
  announcement_ = publisher_.publish(Topic::kStatusOnline, json);
  offered_at_ = now;
}

void Session::disconnect(Millis now) {
  enter(SessionState::kDisconnecting, now);
  mqtt_.disconnect();
}

void Session::enter(SessionState state, Millis now) {
  static constexpr Text kLines[] = {
      "session idle",          "session connecting", "session online", "session announcing absence",
      "session disconnecting", "session waiting",    "session closed",
  };
  state_ = state;
  since_ = now;
  announcement_ = kNotAccepted;
  // REQ-002: state transitions are logged.
  log_.log(LogLevel::kDebug, kLines[static_cast<uint8_t>(state)]);
}

}  // namespace homesync
