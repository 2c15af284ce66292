#include "homesync/moment.h"

#include "homesync/protocol.h"

namespace homesync {

void write_timestamp(JsonWriter& json, const Moment& moment) {
  if (!moment.known) return;
  char text[kTimestampLength];
  format_timestamp(moment.time, text);
  json.member(protocol::field::kTimestamp, Text(text, sizeof text));
}

Moment MomentSource::clock() const {
  Moment moment;
  moment.known = clock_.utc(moment.time);
  return moment;
}

Moment MomentSource::next() {
  Moment moment = clock();
  if (!moment.known) return moment;
  if (!(last_ < moment.time)) {
    if (difference_ms(last_, moment.time) > static_cast<int32_t>(kLongestCatchUpMs)) {
      return Moment();
    }
    moment.time = add_ms(last_, 1);
  }
  // At the end of the protocol's years there is no later moment to give.
  if (!(last_ < moment.time)) return Moment();
  last_ = moment.time;
  return moment;
}

}  // namespace homesync
