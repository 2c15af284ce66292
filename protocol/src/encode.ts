import { canonicalPayload } from "./canonical.ts";
import { scanJson } from "./json-scan.ts";
import type { EncodedMessage, MessageContent } from "./message.ts";
import { checkPayload } from "./payload-check.ts";
import { type ProtocolError, protocolError } from "./protocol-error.ts";
import { failure, type Result, success } from "./result.ts";
import { type PayloadOf, TOPICS, type TopicKey } from "./table/topics.ts";
import { buildTopic } from "./topic.ts";

const UTF8 = new TextEncoder();

/** Writes a message: its topic, its bytes in canonical form, and how to publish it. Refuses what {@link decode} would. */
export function encode(message: MessageContent): Result<EncodedMessage, ProtocolError> {
  const topic = buildTopic(message);
  if (!topic.ok) {
    return topic;
  }
  const bytes = encodePayload(message.key, message.payload, topic.value);
  if (!bytes.ok) {
    return bytes;
  }
  const { qos, retain } = TOPICS[message.key];
  return success({ topic: topic.value, bytes: bytes.value, qos, retain });
}

/**
 * Writes a payload in canonical form: the fields that the protocol knows, in the schema's order, no spaces,
 * numbers as ECMAScript prints them.
 * @param topic only for the error's text
 */
export function encodePayload<Key extends TopicKey>(
  key: Key,
  payload: PayloadOf<Key>,
  topic: string,
): Result<Uint8Array, ProtocolError> {
  const checked = checkPayload(key, payload);
  if (!checked.ok) {
    const { code, field, expected } = checked.error;
    return failure(protocolError(code, topic, field, expected));
  }
  const text = JSON.stringify(canonicalPayload(checked.value.form, checked.value.value));
  // Only free texts can hold a lone surrogate, and only the scan sees it: JSON.stringify writes it as an escape.
  const fault = scanJson(text);
  if (fault !== undefined) {
    return failure(protocolError(fault.code, topic, "", "texts without lone surrogates"));
  }
  const bytes = UTF8.encode(text);
  const { maxBytes } = TOPICS[key];
  return bytes.length > maxBytes
    ? failure(protocolError("too_large", topic, "", `at most ${maxBytes} bytes, not ${bytes.length}`))
    : success(bytes);
}
