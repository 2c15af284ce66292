#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/json_writer.h"
#include "homesync/moment.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** A response with every text at its longest, none of them in need of escapes, takes 380. */
constexpr size_t kResponsePayloadCapacity = 384;

/** A result that is an object and not a text, such as the settings. */
class ResultObject {
 public:
  /** Writes the object, its braces included, flat (protocol: response). */
  virtual void write(JsonWriter& json) const = 0;

 protected:
  ~ResultObject() = default;
};

/** `response/command` and `response/ota`. Which members are written depends on `status`. */
struct Response {
  Response();

  Text request_id;
  protocol::ResponseStatus status = protocol::ResponseStatus::kSuccess;
  /** Always written on success; otherwise left out when empty. Printable ASCII, at most
   * protocol::kResultMaxLength. */
  Text result;
  /** Written in place of `result` when not null. */
  const ResultObject* object = nullptr;
  /** kError only. */
  protocol::ErrorCode error = protocol::ErrorCode::kNone;
  /** kError only: printable ASCII, 1 to protocol::kMessageMaxLength. */
  Text message;
  /** kInProgress only: percent of the image received. */
  uint8_t progress = 0;
  Moment moment;
};

/** Fields in the order of the protocol's schema. */
void write_response(JsonWriter& json, const Response& response);

/** Where the answer to a command goes. */
protocol::Topic response_topic(protocol::Topic command);

}  // namespace homesync
