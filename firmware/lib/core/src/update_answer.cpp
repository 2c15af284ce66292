#include "homesync/update_answer.h"

#include "homesync/response.h"

namespace homesync {

using protocol::ErrorCode;
using protocol::ResponseStatus;

void UpdateAnswer::open(Text request_id) {
  request_id_.assign(request_id);
  due_ = false;
}

void UpdateAnswer::tell_progress(uint8_t percent) {
  if (session_.is_online()) publish(ResponseStatus::kInProgress, percent);
}

void UpdateAnswer::conclude(const Outcome& outcome) {
  outcome_ = outcome;
  repeat_outcome();
}

void UpdateAnswer::repeat_outcome() {
  due_ = true;
  refused_ = false;
  packet_ = kNotAccepted;
}

void UpdateAnswer::poll(Millis now) {
  if (!session_.is_online()) {
    // A PUBACK that was awaited does not come any more (MQTT 3.1.1, 4.4: the body may have lost
    // it).
    packet_ = kNotAccepted;
    refused_ = false;
    return;
  }
  if (!is_owed() || (refused_ && elapsed(now, refused_at_) < kRetry)) return;
  packet_ = publish(
      outcome_.error == ErrorCode::kNone ? ResponseStatus::kSuccess : ResponseStatus::kError, 0);
  refused_ = packet_ == kNotAccepted;
  refused_at_ = now;
}

Millis UpdateAnswer::next_wake_ms(Millis now) const {
  if (!is_owed() || !session_.is_online()) return kNoWake;
  return refused_ ? remaining(now, refused_at_, kRetry) : 0;
}

bool UpdateAnswer::on_published(PacketId packet) {
  if (!due_ || packet == kNotAccepted || packet != packet_) return false;
  due_ = false;
  packet_ = kNotAccepted;
  return true;
}

PacketId UpdateAnswer::publish(ResponseStatus status, uint8_t percent) {
  Response response;
  response.request_id = request_id_.view();
  response.status = status;
  response.progress = percent;
  if (status == ResponseStatus::kSuccess) response.result = identity_.firmware_version;
  if (status == ResponseStatus::kError) {
    response.error = outcome_.error;
    response.message =
        Text::terminated(outcome_.text != nullptr ? outcome_.text : message_of(outcome_.error));
  }
  response.moment = moments_.next();
  char buffer[kResponsePayloadCapacity];
  JsonWriter json(buffer, sizeof buffer);
  write_response(json, response);
  return publisher_.publish(protocol::Topic::kResponseOta, json);
}

}  // namespace homesync
