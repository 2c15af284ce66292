#include "homesync/response.h"
#include "homesync/settings_result.h"
#include "homesync/status_payload.h"
#include "homesync/telemetry_payload.h"
#include "homesync/topic_path.h"
#include "homesync/vectors.h"
#include "test.h"

// The golden vectors of what nodes send, made again by the core byte for byte.

using homesync::JsonWriter;
using homesync::Moment;
using homesync::Text;
using homesync::protocol::Direction;
using homesync::protocol::Topic;
using homesync::vectors::Field;
using homesync::vectors::FieldKind;
using homesync::vectors::Vector;
namespace protocol = homesync::protocol;
namespace name = homesync::protocol::field;

namespace {

const Field* find(const Vector& vector, Text path) {
  for (uint8_t i = 0; i < vector.field_count; ++i) {
    if (Text::terminated(vector.fields[i].name) == path) return &vector.fields[i];
  }
  return nullptr;
}

Text text_of(const Vector& vector, Text path) {
  const Field* field = find(vector, path);
  return field == nullptr ? Text() : Text::terminated(field->text);
}

int32_t number_of(const Vector& vector, Text path) {
  const Field* field = find(vector, path);
  return field == nullptr ? 0 : static_cast<int32_t>(field->scaled);
}

uint32_t unsigned_of(const Vector& vector, Text path) {
  const Field* field = find(vector, path);
  return field == nullptr ? 0 : static_cast<uint32_t>(field->scaled);
}

Moment moment_of(const Vector& vector) {
  Moment moment;
  moment.known = parse_timestamp(text_of(vector, name::kTimestamp), moment.time);
  return moment;
}

template <typename Enum, size_t Count>
Enum enum_of(const Vector& vector, Text path, const char* const (&names)[Count]) {
  for (size_t i = 0; i < Count; ++i) {
    if (Text::terminated(names[i]) == text_of(vector, path)) return static_cast<Enum>(i);
  }
  return Enum{};
}

void write_online(const Vector& vector, JsonWriter& json) {
  if (!find(vector, name::kOnline)->boolean) {
    const auto reason =
        enum_of<protocol::OnlineReason>(vector, name::kReason, protocol::kOnlineReasonNames);
    write_absence(json, reason, moment_of(vector));
    return;
  }
  homesync::Birth birth;
  birth.moment = moment_of(vector);
  birth.uptime_s = unsigned_of(vector, name::kUptime);
  birth.firmware_version = text_of(vector, name::kFirmware);
  birth.has_reset_reason = find(vector, name::kResetReason) != nullptr;
  birth.reset_reason =
      enum_of<protocol::ResetReason>(vector, name::kResetReason, protocol::kResetReasonNames);
  birth.free_heap = unsigned_of(vector, name::kFreeHeap);
  birth.largest_block = unsigned_of(vector, name::kLargestBlock);
  birth.has_meter = find(vector, name::kMeter) != nullptr;
  birth.meter = enum_of<protocol::SensorState>(vector, name::kMeter, protocol::kSensorStateNames);
  birth.has_thermometer = find(vector, name::kThermometer) != nullptr;
  birth.thermometer =
      enum_of<protocol::SensorState>(vector, name::kThermometer, protocol::kSensorStateNames);
  birth.energy_resets = unsigned_of(vector, name::kEnergyResets);
  birth.safe_mode = find(vector, name::kSafeMode) != nullptr;
  write_birth(json, birth);
}

void write_relay_status(const Vector& vector, JsonWriter& json) {
  homesync::RelayReport report;
  report.state = enum_of<protocol::RelayState>(vector, name::kState, protocol::kRelayStateNames);
  report.cause = enum_of<protocol::RelayCause>(vector, name::kCause, protocol::kRelayCauseNames);
  report.fault = find(vector, name::kFault) != nullptr;
  report.moment = moment_of(vector);
  write_relay(json, report);
}

void write_firmware_status(const Vector& vector, JsonWriter& json) {
  homesync::FirmwareReport report;
  report.version = text_of(vector, name::kVersion);
  report.target = text_of(vector, name::kTarget);
  report.build = text_of(vector, name::kBuild);
  report.chip = text_of(vector, name::kChip);
  report.moment = moment_of(vector);
  write_firmware(json, report);
}

/** The members `result/...` of a vector, as an executor would write them. */
class VectorResult final : public homesync::ResultObject {
 public:
  explicit VectorResult(const Vector& vector) : vector_(vector) {}

  void write(JsonWriter& json) const override {
    json.begin_object();
    const Text parent = "result/";
    for (uint8_t i = 0; i < vector_.field_count; ++i) {
      const Field& field = vector_.fields[i];
      const Text path = Text::terminated(field.name);
      if (path.size <= parent.size || Text(path.data, parent.size) != parent) continue;
      json.key(Text(path.data + parent.size, path.size - parent.size));
      write_value(json, field);
    }
    json.end_object();
  }

 private:
  static void write_value(JsonWriter& json, const Field& field) {
    switch (field.kind) {
      case FieldKind::kText:
        return json.text(Text::terminated(field.text));
      case FieldKind::kNumber:
        return json.fixed(static_cast<int32_t>(field.scaled), field.decimals);
      case FieldKind::kBoolean:
        return json.boolean(field.boolean);
    }
  }

  const Vector& vector_;
};

void write_response_vector(const Vector& vector, JsonWriter& json) {
  const VectorResult object(vector);
  homesync::Response response;
  response.request_id = text_of(vector, name::kRequestId);
  response.status =
      enum_of<protocol::ResponseStatus>(vector, name::kStatus, protocol::kResponseStatusNames);
  response.result = text_of(vector, name::kResult);
  const bool is_success = response.status == protocol::ResponseStatus::kSuccess;
  if (is_success && find(vector, name::kResult) == nullptr) response.object = &object;
  response.error = enum_of<protocol::ErrorCode>(vector, name::kError, protocol::kErrorNames);
  response.message = text_of(vector, name::kMessage);
  response.progress = static_cast<uint8_t>(unsigned_of(vector, name::kProgress));
  response.moment = moment_of(vector);
  write_response(json, response);
}

void write_telemetry(const Vector& vector, JsonWriter& json) {
  for (uint8_t i = 0; i < protocol::kMetricCount; ++i) {
    if (protocol::kMetrics[i].topic != vector.topic) continue;
    write_reading(json, static_cast<protocol::Metric>(i), number_of(vector, name::kValue),
                  moment_of(vector), static_cast<uint8_t>(unsigned_of(vector, name::kQuality)));
  }
}

void write(const Vector& vector, JsonWriter& json) {
  switch (vector.topic) {
    case Topic::kStatusOnline:
      return write_online(vector, json);
    case Topic::kStatusRelay:
      return write_relay_status(vector, json);
    case Topic::kStatusFirmware:
      return write_firmware_status(vector, json);
    case Topic::kStatusRssi:
      return write_rssi(json, number_of(vector, name::kValue), moment_of(vector));
    case Topic::kResponseCommand:
    case Topic::kResponseOta:
      return write_response_vector(vector, json);
    default:
      return write_telemetry(vector, json);
  }
}

}  // namespace

TEST("every golden message of a node is written byte for byte") {
  size_t written = 0;
  for (const Vector& vector : homesync::vectors::kVectors) {
    if (homesync::info_of(vector.topic).direction != Direction::kFromNode) continue;
    homesync::test::set_subject(Text::terminated(vector.name));
    char buffer[homesync::kSettingsResponseCapacity];
    JsonWriter json(buffer, sizeof buffer);
    write(vector, json);
    CHECK(json.ok());
    CHECK_EQ(json.view(), Text(reinterpret_cast<const char*>(vector.bytes), vector.size));
    ++written;
  }
  CHECK(written > 50);
}

TEST("the longest payload of each kind fits its buffer") {
  char plain[protocol::kMessageMaxLength];
  memset(plain, 'x', sizeof plain);
  // Characters that are escaped take two.
  char escaped[protocol::kFirmwareBuildMaxLength];
  memset(escaped, '"', sizeof escaped);
  Moment moment;
  moment.known = true;

  char buffer[homesync::kResponsePayloadCapacity];
  JsonWriter response_json(buffer, sizeof buffer);
  homesync::Response response;
  response.request_id = Text(plain, protocol::kRequestIdMaxLength);
  response.status = protocol::ResponseStatus::kError;
  response.result = Text(plain, protocol::kResultMaxLength);
  response.error = protocol::ErrorCode::kDownloadFailed;
  response.message = Text(plain, protocol::kMessageMaxLength);
  response.moment = moment;
  write_response(response_json, response);
  CHECK(response_json.ok());

  JsonWriter firmware_json(buffer, homesync::kStatusPayloadCapacity);
  homesync::FirmwareReport firmware;
  firmware.version = Text(plain, protocol::kFirmwareVersionMaxLength);
  firmware.target = Text(plain, protocol::kTargetMaxLength);
  firmware.build = Text(escaped, protocol::kFirmwareBuildMaxLength);
  firmware.chip = Text(escaped, protocol::kFirmwareChipMaxLength);
  firmware.moment = moment;
  write_firmware(firmware_json, firmware);
  CHECK(firmware_json.ok());
}
