#pragma once

#include <stdint.h>

#include "homesync/clock.h"
#include "homesync/identity.h"
#include "homesync/moment.h"
#include "homesync/outcome.h"
#include "homesync/ports/mqtt.h"
#include "homesync/publisher.h"
#include "homesync/session.h"
#include "homesync/text.h"

namespace homesync {

/**
 * What is published on `response/ota` about one update: its progress, and its outcome, which stays
 * due until its PUBACK, as it may come hours after the question and is said once.
 */
class UpdateAnswer {
 public:
  /** What the MQTT client did not accept is offered again after this. */
  static constexpr Millis kRetry = 1000;

  UpdateAnswer(const Session& session, Publisher& publisher, MomentSource& moments,
               const Identity& identity)
      : session_(session), publisher_(publisher), moments_(moments), identity_(identity) {}

  /** The update that the following is about. */
  void open(Text request_id);

  /** Percent received. Not said while the node is not online: a later one is. */
  void tell_progress(uint8_t percent);

  /** The outcome; success names the version that runs. */
  void conclude(const Outcome& outcome);

  /** Someone asks for the outcome again. */
  void repeat_outcome();

  /** Publishes what is due. */
  void poll(Millis now);
  Millis next_wake_ms(Millis now) const;

  /** True once, when the broker has the outcome. */
  bool on_published(PacketId packet);

  /** Whether it is, or last was, about this update. */
  bool is_about(Text request_id) const { return request_id_.view() == request_id; }

  /** There is an outcome that nobody has been offered yet. */
  bool is_owed() const { return due_ && packet_ == kNotAccepted; }

 private:
  PacketId publish(protocol::ResponseStatus status, uint8_t percent);

  const Session& session_;
  Publisher& publisher_;
  MomentSource& moments_;
  const Identity& identity_;
  FixedText<protocol::kRequestIdMaxLength> request_id_;
  Outcome outcome_;
  bool due_ = false;
  /** The last offer of the outcome was not accepted. */
  bool refused_ = false;
  /** Of the outcome, until its PUBACK or the end of the connection. */
  PacketId packet_ = kNotAccepted;
  Millis refused_at_ = 0;
};

}  // namespace homesync
