#include "homesync/response.h"

namespace homesync {

using protocol::ResponseStatus;
namespace field = protocol::field;

namespace {

void write_result(JsonWriter& json, const Response& response) {
  const bool required = response.status == ResponseStatus::kSuccess;
  if (response.object == nullptr && response.result.empty() && !required) return;
  json.key(field::kResult);
  if (response.object != nullptr) {
    response.object->write(json);
  } else {
    json.text(response.result);
  }
}

}  // namespace

// Out of line, as it is made in many places.
Response::Response() = default;

void write_response(JsonWriter& json, const Response& response) {
  json.begin_object();
  json.member(field::kRequestId, response.request_id);
  json.member(
      field::kStatus,
      Text::terminated(protocol::kResponseStatusNames[static_cast<uint8_t>(response.status)]));
  write_result(json, response);
  if (response.status == ResponseStatus::kError) {
    json.member(field::kError,
                Text::terminated(protocol::kErrorNames[static_cast<uint8_t>(response.error)]));
    json.member(field::kMessage, response.message);
  }
  if (response.status == ResponseStatus::kInProgress) {
    json.member(field::kProgress, response.progress);
  }
  write_timestamp(json, response.moment);
  json.end_object();
}

protocol::Topic response_topic(protocol::Topic command) {
  return command == protocol::Topic::kCommandOta ? protocol::Topic::kResponseOta
                                                 : protocol::Topic::kResponseCommand;
}

}  // namespace homesync
