export { decode, decodePayload } from "./decode.ts";
export { encode, encodePayload } from "./encode.ts";
export { clientId, isIdentifier } from "./identifiers.ts";
export type { DecodedPayload, EncodedMessage, Message, MessageContent } from "./message.ts";
export { type OtaManifest, otaSignedBytes } from "./payloads/ota-manifest.ts";
export type { Payload, PlainPayload, VariantPayload } from "./payloads/payload.ts";
export {
  OFFLINE_REASONS,
  RELAY_CAUSES,
  RELAY_STATES,
  RESET_REASONS,
  SENSOR_STATES,
} from "./payloads/status.ts";
export { type ProtocolError, quoted } from "./protocol-error.ts";
export {
  decodeProvisioningAnswer,
  decodeProvisioningLine,
  type ProvisioningAccount,
  type ProvisioningAnswer,
  type ProvisioningLine,
} from "./provisioning.ts";
export type { Result } from "./result.ts";
export {
  backendSubscriptions,
  nodeSubscriptions,
  type Subscription,
  type SubscriptionScope,
} from "./subscription.ts";
export { ACCOUNT_FIELDS, type AccountField, type AccountFieldName } from "./table/account.ts";
export { ERROR_CODES, type ErrorCode, type ErrorCodeName } from "./table/errors.ts";
export { topicPattern } from "./table/levels.ts";
export { LIMITS, type Limit, type LimitName } from "./table/limits.ts";
export { METRIC_NAMES, METRICS, type Metric, type MetricName } from "./table/metrics.ts";
export { SETTINGS, type Setting, type SettingName } from "./table/settings.ts";
export {
  type PayloadOf,
  TOPIC_KEYS,
  TOPICS,
  type TopicKey,
  type TopicKeyOf,
  type TopicRow,
} from "./table/topics.ts";
export { isCompatible, PROTOCOL_VERSION, parseProtocolVersion } from "./table/version.ts";
export { formatTimestamp, parseTimestamp } from "./timestamp.ts";
export { buildTopic, parseTopic, type TopicAddress } from "./topic.ts";
