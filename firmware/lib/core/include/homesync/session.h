#pragma once

#include <stdint.h>

#include "homesync/backoff.h"
#include "homesync/client_id.h"
#include "homesync/clock.h"
#include "homesync/moment.h"
#include "homesync/ports/event_log.h"
#include "homesync/ports/mqtt.h"
#include "homesync/protocol.h"
#include "homesync/publisher.h"

namespace homesync {

enum class SessionState : uint8_t {
  /** Not started. */
  kIdle,
  /** Between connect() and its outcome. */
  kConnecting,
  kOnline,
  /** Planned absence: the offline message is out or to be sent, its PUBACK awaited. */
  kAnnouncing,
  /** Planned absence: DISCONNECT sent, the end of the connection awaited. */
  kDisconnecting,
  /** Between two attempts to connect. */
  kWaiting,
  /** The planned absence is complete. Only start() and reopen() leave it. */
  kClosed,
};

/**
 * The node's MQTT session: one persistent session with the will of REQ-008 and one subscription,
 * kept up by reconnecting with backoff (REQ-002), ended by a planned absence.
 */
class Session {
 public:
  /** A planned absence waits so long for its PUBACK, then disconnects all the same. */
  static constexpr Millis kAnnouncementTimeout = 5000;
  /** So long for the connection to end after DISCONNECT. */
  static constexpr Millis kDisconnectTimeout = 1000;
  /** An offline message that was not accepted is offered again after this. */
  static constexpr Millis kAnnouncementRetry = 100;

  Session(MqttPort& mqtt, Publisher& publisher, const Identity& identity, MomentSource& moments,
          RandomPort& random, EventLogPort& log);

  /** Connects for the first time. `client_id` is loaded. */
  void start(const ClientId& client_id, Millis now);

  /** Does what is due: gives up a connect, tries again, ends a planned absence. */
  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

  /**
   * The CONNACK has come. Subscribes, whether or not the broker kept the session: it may have lost
   * the subscription with it, and a repeated SUBSCRIBE only replaces (MQTT 3.1.1, 3.8.4).
   */
  void on_connected(Millis now);
  void on_disconnected(Millis now);
  void on_published(PacketId packet, Millis now);

  /**
   * Begins a planned absence: the offline message, retained; its PUBACK; DISCONNECT; the end of the
   * connection; then kClosed. Without a connection it is closed at once.
   */
  void close(protocol::OnlineReason reason, Millis now);

  /** Connects again after a planned absence that was not the end; nothing unless kClosed. */
  void reopen(Millis now);

  SessionState state() const { return state_; }
  bool is_online() const { return state_ == SessionState::kOnline; }
  /** A planned absence has begun or is complete. */
  bool is_closing() const;

 private:
  void connect(Millis now);
  void wait(Millis now);
  void announce(Millis now);
  void disconnect(Millis now);
  void enter(SessionState state, Millis now);

  MqttPort& mqtt_;
  Publisher& publisher_;
  const Identity& identity_;
  MomentSource& moments_;
  EventLogPort& log_;
  Backoff backoff_;
  ClientId client_id_;
  SessionState state_ = SessionState::kIdle;
  protocol::OnlineReason reason_ = protocol::OnlineReason::kShutdown;
  /** kOnline: the connection has lasted, the backoff is back at its minimum. */
  bool stable_ = false;
  PacketId announcement_ = kNotAccepted;
  /** When state_ was entered. */
  Millis since_ = 0;
  /** kWaiting: length of the wait. */
  Millis wait_ = 0;
  /** kAnnouncing: when the offline message was last offered. */
  Millis offered_at_ = 0;
};

}  // namespace homesync
