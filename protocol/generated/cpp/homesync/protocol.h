// Generated from protocol/src by protocol/generate/cpp/protocol-header.ts; do not edit.
// clang-format off
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync::protocol {

/// Version of the wire protocol, published in status/firmware.
inline constexpr char kVersion[] = "1.2";

/// First line of what the signature of an update covers.
inline constexpr char kOtaSignedFirstLine[] = "homesync-ota-1";

/// longest home_id or node_id; characters (design: home_id, node_id)
inline constexpr uint32_t kMaxIdentifier = 64;
/// longest request_id; characters (design: commands)
inline constexpr uint32_t kMaxRequestId = 64;
/// largest payload that the broker accepts; bytes (Free Tier Limits: Message Size)
inline constexpr uint32_t kMaxMessageBytes = 65536;
/// largest command that a node accepts; bytes (design: message size)
inline constexpr uint32_t kMaxCommandBytes = 1024;
/// longest line on the serial port, without its line end, and longest form of the portal; bytes (design: inputs bounded)
inline constexpr uint32_t kMaxProvisioningBytes = 1536;
/// largest additional root certificate (DER): in base64 it fits a command; bytes (design: message size)
inline constexpr uint32_t kMaxTrustAnchorBytes = 576;
/// deepest nesting of objects and arrays in a payload; levels (design: inputs bounded)
inline constexpr uint32_t kMaxJsonDepth = 8;
/// first year of a timestamp; year (design: timestamp)
inline constexpr uint32_t kMinTimestampYear = 1970;
/// last year of a timestamp; year (design: timestamp)
inline constexpr uint32_t kMaxTimestampYear = 2099;
/// MQTT keep-alive interval; s (REQ-001)
inline constexpr uint32_t kKeepAlive = 60;
/// a connect that has not finished by then is given up; ms (REQ-002)
inline constexpr uint32_t kConnectTimeout = 10000;
/// wait before the first reconnect; doubles at every failure; ms (REQ-002)
inline constexpr uint32_t kReconnectBackoffMin = 1000;
/// longest wait between reconnects; ms (REQ-002)
inline constexpr uint32_t kReconnectBackoffMax = 60000;
/// at most this much is added to every wait, at random; percent (design: connect)
inline constexpr uint32_t kReconnectJitter = 10;
/// connected this long, the backoff starts again at its minimum; ms (design: connect)
inline constexpr uint32_t kStableConnection = 60000;
/// a sender waits this long for a response; ms (REQ-005)
inline constexpr uint32_t kCommandTimeout = 5000;
/// a sender repeats a command that timed out at most this often; entries (REQ-005)
inline constexpr uint32_t kCommandRetries = 3;
/// request_ids whose outcome a node remembers; entries (design: commands)
inline constexpr uint32_t kCommandMemory = 16;
/// how far in the future a command's timestamp may lie; ms (design: commands)
inline constexpr uint32_t kCommandClockSkew = 30000;
/// the node reads its sensors this often; ms (design: telemetry)
inline constexpr uint32_t kSamplePeriod = 1000;
/// status/rssi is published this often: the sign of life; ms (design: status)
inline constexpr uint32_t kRssiPeriod = 60000;
/// a node silent for so many rssi periods is stale; entries (design: status)
inline constexpr uint32_t kStalePeriods = 3;

/// Levels of a topic: kRoot/{home_id}/kNodes/{node_id}/{suffix}.
inline constexpr char kRoot[] = "homesync";
inline constexpr char kNodes[] = "nodes";
/// What a node subscribes to, after its own levels (REQ-005).
inline constexpr char kCommandFilterSuffix[] = "command/+";

/// Who publishes: the node, or the backend to the node.
enum class Direction : uint8_t { kFromNode = 0, kToNode = 1 };

/// Every topic of the protocol; the value is the index into kTopics.
enum class Topic : uint8_t {
  kTelemetryPower = 0,
  kTelemetryVoltage = 1,
  kTelemetryCurrent = 2,
  kTelemetryEnergy = 3,
  kTelemetryPowerFactor = 4,
  kTelemetryFrequency = 5,
  kTelemetryTemperature = 6,
  kStatusOnline = 7,
  kStatusRelay = 8,
  kStatusFirmware = 9,
  kStatusRssi = 10,
  kCommandRelay = 11,
  kCommandLed = 12,
  kCommandConfig = 13,
  kCommandOta = 14,
  kResponseCommand = 15,
  kResponseOta = 16,
};
inline constexpr uint8_t kTopicCount = 17;

struct TopicInfo {
  const char* suffix;
  uint8_t suffix_length;
  Direction direction;
  uint8_t qos;
  bool retain;
  uint32_t max_bytes;  ///< largest payload
};
inline constexpr TopicInfo kTopics[kTopicCount] = {
    {"telemetry/power", 15, Direction::kFromNode, 0, false, 65536},  // a reading of power
    {"telemetry/voltage", 17, Direction::kFromNode, 0, false, 65536},  // a reading of voltage
    {"telemetry/current", 17, Direction::kFromNode, 0, false, 65536},  // a reading of current
    {"telemetry/energy", 16, Direction::kFromNode, 0, false, 65536},  // a reading of energy
    {"telemetry/power_factor", 22, Direction::kFromNode, 0, false, 65536},  // a reading of power factor
    {"telemetry/frequency", 19, Direction::kFromNode, 0, false, 65536},  // a reading of frequency
    {"telemetry/temperature", 21, Direction::kFromNode, 0, false, 65536},  // a reading of temperature
    {"status/online", 13, Direction::kFromNode, 1, true, 65536},  // birth, will and planned absence of the node
    {"status/relay", 12, Direction::kFromNode, 1, true, 65536},  // the relay's state and what caused it
    {"status/firmware", 15, Direction::kFromNode, 1, true, 65536},  // what firmware runs and which protocol version it speaks
    {"status/rssi", 11, Direction::kFromNode, 1, false, 65536},  // strength of the WiFi signal; the sign of life
    {"command/relay", 13, Direction::kToNode, 1, false, 1024},  // switch the relay
    {"command/led", 11, Direction::kToNode, 1, false, 1024},  // light or blink the LED
    {"command/config", 14, Direction::kToNode, 1, false, 1024},  // read or change the configuration
    {"command/ota", 11, Direction::kToNode, 1, false, 1024},  // update the firmware over the air
    {"response/command", 16, Direction::kFromNode, 1, false, 65536},  // the outcome of a relay, led or config command
    {"response/ota", 12, Direction::kFromNode, 1, false, 65536},  // progress and outcome of an update
};

/// Every setting of a node; the value is the index into kSettings.
enum class Setting : uint8_t {
  kTelemetryIntervalS = 0,
  kTelemetryMinIntervalS = 1,
  kTelemetryQos = 2,
  kDeadbandPower = 3,
  kDeadbandVoltage = 4,
  kDeadbandCurrent = 5,
  kDeadbandEnergy = 6,
  kDeadbandPowerFactor = 7,
  kDeadbandFrequency = 8,
  kDeadbandTemperature = 9,
  kCommandTtlS = 10,
  kMinSwitchMs = 11,
  kPowerOn = 12,
  kMaxPower = 13,
  kMaxCurrent = 14,
  kMaxTemperature = 15,
  kName = 16,
};
inline constexpr uint8_t kSettingCount = 17;

enum class SettingKind : uint8_t { kNumber, kChoice, kText };

struct SettingInfo {
  const char* name;
  SettingKind kind;
  uint8_t decimals;  ///< kNumber: places kept; 0 is a whole number
  int32_t min;       ///< kNumber: in units of 10^-decimals, as are max and initial
  int32_t max;
  int32_t initial;  ///< of a node that was never configured; kChoice: the index; kText: empty
  const char* const* choices;
  uint8_t choice_count;
  uint8_t max_length;  ///< kText: printable ASCII characters
};
inline constexpr const char* kPowerOnChoices[] = {"off", "on", "last"};
inline constexpr SettingInfo kSettings[kSettingCount] = {
    {"telemetry_interval_s", SettingKind::kNumber, 0, 1, 3600, 30, nullptr, 0, 0},
    {"telemetry_min_interval_s", SettingKind::kNumber, 0, 1, 3600, 5, nullptr, 0, 0},
    {"telemetry_qos", SettingKind::kNumber, 0, 0, 1, 0, nullptr, 0, 0},
    {"deadband_power", SettingKind::kNumber, 1, 0, 230000, 100, nullptr, 0, 0},
    {"deadband_voltage", SettingKind::kNumber, 1, 0, 2600, 50, nullptr, 0, 0},
    {"deadband_current", SettingKind::kNumber, 3, 0, 100000, 100, nullptr, 0, 0},
    {"deadband_energy", SettingKind::kNumber, 3, 0, 9999000, 100, nullptr, 0, 0},
    {"deadband_power_factor", SettingKind::kNumber, 2, 0, 100, 20, nullptr, 0, 0},
    {"deadband_frequency", SettingKind::kNumber, 1, 0, 200, 5, nullptr, 0, 0},
    {"deadband_temperature", SettingKind::kNumber, 1, 0, 1800, 10, nullptr, 0, 0},
    {"command_ttl_s", SettingKind::kNumber, 0, 1, 3600, 30, nullptr, 0, 0},
    {"min_switch_ms", SettingKind::kNumber, 0, 0, 60000, 500, nullptr, 0, 0},
    {"power_on", SettingKind::kChoice, 0, 0, 0, 2, kPowerOnChoices, 3, 0},
    {"max_power", SettingKind::kNumber, 1, 0, 230000, 0, nullptr, 0, 0},
    {"max_current", SettingKind::kNumber, 3, 0, 100000, 0, nullptr, 0, 0},
    {"max_temperature", SettingKind::kNumber, 1, 0, 1250, 800, nullptr, 0, 0},
    {"name", SettingKind::kText, 0, 0, 0, 0, nullptr, 0, 32},
};

/// What a metric is read from.
enum class Sensor : uint8_t { kMeter, kThermometer };

/// Every metric of telemetry, in publishing order; the value is the index into kMetrics.
enum class Metric : uint8_t {
  kPower = 0,
  kVoltage = 1,
  kCurrent = 2,
  kEnergy = 3,
  kPowerFactor = 4,
  kFrequency = 5,
  kTemperature = 6,
};
inline constexpr uint8_t kMetricCount = 7;

struct MetricInfo {
  const char* name;
  Topic topic;
  Setting deadband;  ///< in the units of the metric
  Sensor sensor;
  uint8_t input_register;  ///< of the meter; the low word comes first
  const char* unit;        ///< UTF-8
  uint8_t decimals;
  uint8_t words;  ///< registers that it takes; 0 when it is not read from registers
  int32_t min;    ///< in units of 10^-decimals, as is max
  int32_t max;
};
inline constexpr MetricInfo kMetrics[kMetricCount] = {
    {"power", Topic::kTelemetryPower, Setting::kDeadbandPower, Sensor::kMeter, 3, "W", 1, 2, 0, 230000},
    {"voltage", Topic::kTelemetryVoltage, Setting::kDeadbandVoltage, Sensor::kMeter, 0, "V", 1, 1, 800, 2600},
    {"current", Topic::kTelemetryCurrent, Setting::kDeadbandCurrent, Sensor::kMeter, 1, "A", 3, 2, 0, 100000},
    {"energy", Topic::kTelemetryEnergy, Setting::kDeadbandEnergy, Sensor::kMeter, 5, "kWh", 3, 2, 0, 9999990},
    {"power_factor", Topic::kTelemetryPowerFactor, Setting::kDeadbandPowerFactor, Sensor::kMeter, 8, "1", 2, 1, 0, 100},
    {"frequency", Topic::kTelemetryFrequency, Setting::kDeadbandFrequency, Sensor::kMeter, 7, "Hz", 1, 1, 450, 650},
    {"temperature", Topic::kTelemetryTemperature, Setting::kDeadbandTemperature, Sensor::kThermometer, 0, "\302\260C", 1, 0, -550, 1250},
};

/// Computes the metrics that follow from others, in the meter's readings of one sample, by metric.
inline void derive_metrics(int32_t*) {}

/// Why a message was refused.
enum class ErrorCode : uint8_t {
  kNone = 0,
  kBadTopic = 1,  ///< the topic is not one of the protocol's
  kBadIdentifier = 2,  ///< home_id, node_id or request_id is empty, too long or holds a forbidden character
  kTooLarge = 3,  ///< the payload is larger than the limit for its topic
  kBadUtf8 = 4,  ///< the payload is not well-formed UTF-8, or an escape names a lone surrogate
  kBadJson = 5,  ///< the payload is not JSON (RFC 8259)
  kTooDeep = 6,  ///< objects or arrays are nested deeper than the limit
  kDuplicateKey = 7,  ///< an object holds the same key twice
  kNotAnObject = 8,  ///< the payload is JSON but not an object
  kMissingField = 9,  ///< a required field is absent
  kWrongType = 10,  ///< a field has another JSON type than the schema's
  kOutOfRange = 11,  ///< a value is outside its range, not finite, or a text does not have its form
  kWrongUnit = 12,  ///< the unit is not the one of the metric
  kBadTimestamp = 13,  ///< the timestamp is not ISO 8601 UTC with whole seconds or milliseconds
  kUnknownAction = 14,  ///< the action is not one of the topic's
  kUnknownSetting = 15,  ///< the configuration has no such setting
  kExpired = 16,  ///< the command is older than its time to live, or its timestamp lies in the future
  kUnsupported = 17,  ///< this firmware does not implement the command
  kTooSoon = 18,  ///< the relay switched less than its minimum time ago
  kProtection = 19,  ///< a protection has tripped and its reason lasts
  kRelayFault = 20,  ///< the relay did not take the state that was asked for
  kMeterFault = 21,  ///< the meter did not answer
  kStorageFault = 22,  ///< the node could not store the change; nothing was applied
  kBusy = 23,  ///< another update, or reset of the energy counter, is in progress
  kBadSignature = 24,  ///< the update's signature does not verify
  kWrongTarget = 25,  ///< the update is for another board
  kNotNewer = 26,  ///< the update is not newer than what runs, and downgrades are not allowed
  kNoSpace = 27,  ///< the update does not fit the free flash
  kDownloadFailed = 28,  ///< the update could not be downloaded within the limits
  kWrongSize = 29,  ///< the downloaded image has another size than the manifest says
  kWrongHash = 30,  ///< the downloaded image has another SHA-256 than the manifest says
  kCancelled = 31,  ///< the update was cancelled by a command
  kBadCertificate = 32,  ///< the certificate is not one that the node can verify with
  kSafeMode = 33,  ///< the node crashed again and again and obeys nothing but updates
};
inline constexpr uint8_t kErrorCodeCount = 34;
/// Names on the wire by value; empty for kNone.
inline constexpr const char* kErrorNames[kErrorCodeCount] = {
    "",
    "bad_topic",
    "bad_identifier",
    "too_large",
    "bad_utf8",
    "bad_json",
    "too_deep",
    "duplicate_key",
    "not_an_object",
    "missing_field",
    "wrong_type",
    "out_of_range",
    "wrong_unit",
    "bad_timestamp",
    "unknown_action",
    "unknown_setting",
    "expired",
    "unsupported",
    "too_soon",
    "protection",
    "relay_fault",
    "meter_fault",
    "storage_fault",
    "busy",
    "bad_signature",
    "wrong_target",
    "not_newer",
    "no_space",
    "download_failed",
    "wrong_size",
    "wrong_hash",
    "cancelled",
    "bad_certificate",
    "safe_mode",
};

/// Form of a field of the account.
enum class AccountRule : uint8_t { kSsid, kPassphrase, kHost, kPort, kFlag, kPrintable, kIdentifier };
/// Fields that are replaced together.
enum class AccountGroup : uint8_t { kWifi1, kWifi2, kWifi3, kBroker, kIdentity };
inline constexpr uint8_t kAccountGroupCount = 5;

/// Every field of an account; the value is the index into kAccountFields.
enum class AccountField : uint8_t {
  kWifiSsid = 0,
  kWifiPassword = 1,
  kWifiSsid2 = 2,
  kWifiPassword2 = 3,
  kWifiSsid3 = 4,
  kWifiPassword3 = 5,
  kMqttHost = 6,
  kMqttPort = 7,
  kMqttTls = 8,
  kMqttUsername = 9,
  kMqttPassword = 10,
  kHomeId = 11,
  kNodeId = 12,
};
inline constexpr uint8_t kAccountFieldCount = 13;

struct AccountFieldInfo {
  const char* name;
  AccountRule rule;
  AccountGroup group;
  bool required;
  bool secret;  ///< never read back
  uint8_t max_length;  ///< bytes
};
inline constexpr AccountFieldInfo kAccountFields[kAccountFieldCount] = {
    {"wifi_ssid", AccountRule::kSsid, AccountGroup::kWifi1, true, false, 32},
    {"wifi_password", AccountRule::kPassphrase, AccountGroup::kWifi1, false, true, 64},
    {"wifi_ssid_2", AccountRule::kSsid, AccountGroup::kWifi2, false, false, 32},
    {"wifi_password_2", AccountRule::kPassphrase, AccountGroup::kWifi2, false, true, 64},
    {"wifi_ssid_3", AccountRule::kSsid, AccountGroup::kWifi3, false, false, 32},
    {"wifi_password_3", AccountRule::kPassphrase, AccountGroup::kWifi3, false, true, 64},
    {"mqtt_host", AccountRule::kHost, AccountGroup::kBroker, true, false, 96},
    {"mqtt_port", AccountRule::kPort, AccountGroup::kBroker, false, false, 5},
    {"mqtt_tls", AccountRule::kFlag, AccountGroup::kBroker, false, false, 5},
    {"mqtt_username", AccountRule::kPrintable, AccountGroup::kBroker, false, false, 64},
    {"mqtt_password", AccountRule::kPrintable, AccountGroup::kBroker, false, true, 96},
    {"home_id", AccountRule::kIdentifier, AccountGroup::kIdentity, true, false, 64},
    {"node_id", AccountRule::kIdentifier, AccountGroup::kIdentity, true, false, 64},
};
inline constexpr uint32_t kDefaultMqttPortTls = 8883;
inline constexpr uint32_t kDefaultMqttPortPlain = 1883;

/// Names in the result of a line's `get`.
namespace state {
inline constexpr char kFirmware[] = "firmware";
inline constexpr char kTarget[] = "target";
inline constexpr char kProtocol[] = "protocol";
inline constexpr char kPortalSsid[] = "portal_ssid";
inline constexpr char kPortalPassword[] = "portal_password";
inline constexpr char kTrustAnchor[] = "trust_anchor";
inline constexpr char kProvisioned[] = "provisioned";
}  // namespace state

/// Actions of a line that provisions a node.
enum class ProvisioningAction : uint8_t {
  kSet = 0,
  kGet = 1,
  kForget = 2,
  kSetTrustAnchor = 3,
  kRemoveTrustAnchor = 4,
};
inline constexpr uint8_t kProvisioningActionCount = 5;
inline constexpr const char* kProvisioningActionNames[kProvisioningActionCount] = {
    "set",
    "get",
    "forget",
    "set_trust_anchor",
    "remove_trust_anchor",
};

/// Actions of command/relay.
enum class RelayAction : uint8_t {
  kOn = 0,
  kOff = 1,
  kToggle = 2,
};
inline constexpr uint8_t kRelayActionCount = 3;
inline constexpr const char* kRelayActionNames[kRelayActionCount] = {
    "on",
    "off",
    "toggle",
};

/// Actions of command/led.
enum class LedAction : uint8_t {
  kOn = 0,
  kOff = 1,
  kBlink = 2,
};
inline constexpr uint8_t kLedActionCount = 3;
inline constexpr const char* kLedActionNames[kLedActionCount] = {
    "on",
    "off",
    "blink",
};

/// Actions of command/config.
enum class ConfigAction : uint8_t {
  kGet = 0,
  kSet = 1,
  kResetEnergy = 2,
  kFactoryReset = 3,
  kGetTrustAnchor = 4,
  kSetTrustAnchor = 5,
  kRemoveTrustAnchor = 6,
};
inline constexpr uint8_t kConfigActionCount = 7;
inline constexpr const char* kConfigActionNames[kConfigActionCount] = {
    "get",
    "set",
    "reset_energy",
    "factory_reset",
    "get_trust_anchor",
    "set_trust_anchor",
    "remove_trust_anchor",
};

/// Actions of command/ota.
enum class OtaAction : uint8_t {
  kUpdate = 0,
  kCancel = 1,
};
inline constexpr uint8_t kOtaActionCount = 2;
inline constexpr const char* kOtaActionNames[kOtaActionCount] = {
    "update",
    "cancel",
};

/// Status of a response.
enum class ResponseStatus : uint8_t {
  kSuccess = 0,
  kError = 1,
  kInProgress = 2,
};
inline constexpr uint8_t kResponseStatusCount = 3;
inline constexpr const char* kResponseStatusNames[kResponseStatusCount] = {
    "success",
    "error",
    "in_progress",
};

/// Why a node is absent; the first is the will's (REQ-008).
enum class OnlineReason : uint8_t {
  kUnexpectedDisconnect = 0,
  kShutdown = 1,
  kRestart = 2,
  kUpdate = 3,
};
inline constexpr uint8_t kOnlineReasonCount = 4;
inline constexpr const char* kOnlineReasonNames[kOnlineReasonCount] = {
    "unexpected_disconnect",
    "shutdown",
    "restart",
    "update",
};

/// State of the relay.
enum class RelayState : uint8_t {
  kOff = 0,
  kOn = 1,
};
inline constexpr uint8_t kRelayStateCount = 2;
inline constexpr const char* kRelayStateNames[kRelayStateCount] = {
    "off",
    "on",
};

/// What switched the relay last.
enum class RelayCause : uint8_t {
  kCommand = 0,
  kButton = 1,
  kBoot = 2,
  kProtection = 3,
};
inline constexpr uint8_t kRelayCauseCount = 4;
inline constexpr const char* kRelayCauseNames[kRelayCauseCount] = {
    "command",
    "button",
    "boot",
    "protection",
};

/// Why the processor started.
enum class ResetReason : uint8_t {
  kPowerOn = 0,
  kExternal = 1,
  kRestart = 2,
  kWatchdog = 3,
  kException = 4,
  kDeepSleep = 5,
};
inline constexpr uint8_t kResetReasonCount = 6;
inline constexpr const char* kResetReasonNames[kResetReasonCount] = {
    "power_on",
    "external",
    "restart",
    "watchdog",
    "exception",
    "deep_sleep",
};

/// Whether a sensor answers.
enum class SensorState : uint8_t {
  kOk = 0,
  kAbsent = 1,
  kLost = 2,
};
inline constexpr uint8_t kSensorStateCount = 3;
inline constexpr const char* kSensorStateNames[kSensorStateCount] = {
    "ok",
    "absent",
    "lost",
};

/// Names of the payloads' fields.
namespace field {
inline constexpr char kValue[] = "value";
inline constexpr char kUnit[] = "unit";
inline constexpr char kTimestamp[] = "timestamp";
inline constexpr char kQuality[] = "quality";
inline constexpr char kOnline[] = "online";
inline constexpr char kUptime[] = "uptime";
inline constexpr char kFirmware[] = "firmware";
inline constexpr char kResetReason[] = "reset_reason";
inline constexpr char kFreeHeap[] = "free_heap";
inline constexpr char kLargestBlock[] = "largest_block";
inline constexpr char kMeter[] = "meter";
inline constexpr char kThermometer[] = "thermometer";
inline constexpr char kEnergyResets[] = "energy_resets";
inline constexpr char kSafeMode[] = "safe_mode";
inline constexpr char kReason[] = "reason";
inline constexpr char kState[] = "state";
inline constexpr char kCause[] = "cause";
inline constexpr char kFault[] = "fault";
inline constexpr char kVersion[] = "version";
inline constexpr char kProtocol[] = "protocol";
inline constexpr char kTarget[] = "target";
inline constexpr char kBuild[] = "build";
inline constexpr char kChip[] = "chip";
inline constexpr char kAction[] = "action";
inline constexpr char kRequestId[] = "request_id";
inline constexpr char kCount[] = "count";
inline constexpr char kPeriodMs[] = "period_ms";
inline constexpr char kSettings[] = "settings";
inline constexpr char kCertificate[] = "certificate";
inline constexpr char kUrl[] = "url";
inline constexpr char kSize[] = "size";
inline constexpr char kSha256[] = "sha256";
inline constexpr char kAllowDowngrade[] = "allow_downgrade";
inline constexpr char kSignature[] = "signature";
inline constexpr char kStatus[] = "status";
inline constexpr char kResult[] = "result";
inline constexpr char kError[] = "error";
inline constexpr char kMessage[] = "message";
inline constexpr char kProgress[] = "progress";
inline constexpr char kAccount[] = "account";
inline constexpr char kField[] = "field";
}  // namespace field

/// Unit of status/rssi.
inline constexpr char kUnitDbm[] = "dBm";

/// Ranges and lengths of fields (all texts are ASCII); Default is the value of an optional field that is absent.
inline constexpr uint32_t kTimestampMinLength = 20;
inline constexpr uint32_t kTimestampMaxLength = 24;
inline constexpr uint32_t kTelemetryQualityMin = 0;
inline constexpr uint32_t kTelemetryQualityMax = 100;
inline constexpr uint32_t kOnlineUptimeMin = 0;
inline constexpr uint32_t kOnlineUptimeMax = 4294967295;
inline constexpr uint32_t kFirmwareVersionMinLength = 5;
inline constexpr uint32_t kFirmwareVersionMaxLength = 50;
inline constexpr uint32_t kOnlineFreeHeapMin = 0;
inline constexpr uint32_t kOnlineFreeHeapMax = 4294967295;
inline constexpr uint32_t kOnlineLargestBlockMin = 0;
inline constexpr uint32_t kOnlineLargestBlockMax = 4294967295;
inline constexpr uint32_t kOnlineEnergyResetsMin = 0;
inline constexpr uint32_t kOnlineEnergyResetsMax = 4294967295;
inline constexpr uint32_t kFirmwareProtocolMinLength = 3;
inline constexpr uint32_t kFirmwareProtocolMaxLength = 11;
inline constexpr uint32_t kTargetMinLength = 1;
inline constexpr uint32_t kTargetMaxLength = 32;
inline constexpr uint32_t kFirmwareBuildMinLength = 1;
inline constexpr uint32_t kFirmwareBuildMaxLength = 40;
inline constexpr uint32_t kFirmwareChipMinLength = 1;
inline constexpr uint32_t kFirmwareChipMaxLength = 32;
inline constexpr int32_t kRssiValueMin = -120;
inline constexpr int32_t kRssiValueMax = 0;
inline constexpr uint32_t kRequestIdMinLength = 1;
inline constexpr uint32_t kRequestIdMaxLength = 64;
inline constexpr uint32_t kLedCountMin = 1;
inline constexpr uint32_t kLedCountMax = 100;
inline constexpr uint32_t kLedCountDefault = 3;
inline constexpr uint32_t kLedPeriodMsMin = 50;
inline constexpr uint32_t kLedPeriodMsMax = 10000;
inline constexpr uint32_t kLedPeriodMsDefault = 500;
inline constexpr uint32_t kCertificateMinLength = 86;
inline constexpr uint32_t kCertificateMaxLength = 768;
inline constexpr uint32_t kOtaUrlMinLength = 8;
inline constexpr uint32_t kOtaUrlMaxLength = 398;
inline constexpr uint32_t kOtaSizeMin = 1;
inline constexpr uint32_t kOtaSizeMax = 16777216;
inline constexpr uint32_t kOtaSha256MinLength = 64;
inline constexpr uint32_t kOtaSha256MaxLength = 64;
inline constexpr uint32_t kOtaSignatureMinLength = 64;
inline constexpr uint32_t kOtaSignatureMaxLength = 98;
inline constexpr uint32_t kResultMinLength = 0;
inline constexpr uint32_t kResultMaxLength = 64;
inline constexpr uint32_t kErrorMinLength = 1;
inline constexpr uint32_t kErrorMaxLength = 32;
inline constexpr uint32_t kMessageMinLength = 1;
inline constexpr uint32_t kMessageMaxLength = 128;
inline constexpr uint32_t kProgressMin = 0;
inline constexpr uint32_t kProgressMax = 100;

}  // namespace homesync::protocol
