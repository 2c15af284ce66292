import { canonicalPayload } from "./canonical.ts";
import { readCanonicalTelemetry } from "./canonical-telemetry.ts";
import type { JsonFault } from "./json-lexer.ts";
import { scanJson } from "./json-scan.ts";
import type { DecodedPayload, Message } from "./message.ts";
import { checkPayload } from "./payload-check.ts";
import { type ProtocolError, protocolError } from "./protocol-error.ts";
import { failure, type Result, success } from "./result.ts";
import { LIMITS } from "./table/limits.ts";
import { TOPICS, type TopicKey } from "./table/topics.ts";
import { parseTopic } from "./topic.ts";

/** Keeps a byte order mark, which RFC 8259 does not allow, for the scan to refuse. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads a message of any topic. Never throws, whatever the bytes. */
export function decode(topic: string, bytes: Uint8Array): Result<Message, ProtocolError> {
  const address = parseTopic(topic);
  if (!address.ok) {
    return address;
  }
  const { homeId, nodeId, key } = address.value;
  const decoded = decodePayload(key, bytes, topic);
  if (!decoded.ok) {
    return decoded;
  }
  const { payload, timestampMs } = decoded.value;
  // The key and the payload come from the same row of the table, which the compiler cannot follow over the union.
  return success({ homeId, nodeId, key, payload, timestampMs } as Message);
}

/**
 * Reads the payload of a topic whose key is known.
 *
 * Order of checks, on both sides of the wire: size, UTF-8, JSON with nesting and duplicate keys, then
 * {@link checkPayload}.
 * @param topic only for the error's text
 */
export function decodePayload<Key extends TopicKey>(
  key: Key,
  bytes: Uint8Array,
  topic: string,
): Result<DecodedPayload<Key>, ProtocolError> {
  const { maxBytes } = TOPICS[key];
  if (bytes.length > maxBytes) {
    return failure(protocolError("too_large", topic, "", `at most ${maxBytes} bytes, not ${bytes.length}`));
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return failure(protocolError("bad_utf8", topic, "", "well-formed UTF-8"));
  }
  const telemetry = readCanonicalTelemetry(key, text);
  return telemetry === undefined ? decodeText(key, text, topic) : success(telemetry as DecodedPayload<Key>);
}

/** The general way, for every form of every payload; {@link readCanonicalTelemetry} must agree with it. */
export function decodeText<Key extends TopicKey>(
  key: Key,
  text: string,
  topic: string,
): Result<DecodedPayload<Key>, ProtocolError> {
  const fault = scanJson(text);
  if (fault !== undefined) {
    return failure(protocolError(fault.code, topic, "", jsonExpectation(fault)));
  }
  const checked = checkPayload(key, JSON.parse(text));
  if (!checked.ok) {
    const { code, field, expected } = checked.error;
    return failure(protocolError(code, topic, field, expected));
  }
  const { form, value, timestampMs } = checked.value;
  return success({ payload: canonicalPayload(form, value), timestampMs } as DecodedPayload<Key>);
}

/** Exported for what is decoded without a topic. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

const JSON_EXPECTATIONS: Readonly<Record<JsonFault["code"], string>> = {
  bad_json: "JSON (RFC 8259)",
  bad_utf8: "no escape of a lone surrogate",
  too_deep: `at most ${LIMITS.maxJsonDepth.value} levels of objects and arrays`,
  duplicate_key: "every key once in an object",
};

export const jsonExpectation = ({ code, offset }: JsonFault): string =>
  `${JSON_EXPECTATIONS[code]}; wrong at character ${offset}`;
