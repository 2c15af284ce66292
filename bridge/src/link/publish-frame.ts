import type { IncomingMessage } from "./link.ts";

export interface PublishFrame extends IncomingMessage {
  /** Only for QoS 1. */
  readonly packetId: number;
}

/** First byte of a PUBLISH, without its flags (MQTT 3.1.1, table 2.1). */
export const PUBLISH = 0x30;
export const TYPE_MASK = 0xf0;
const QOS_SHIFT = 1;
const QOS_MASK = 0x03;
const RETAIN = 0x01;

/** Longest fixed header, bytes: type and four digits of the remaining length (MQTT 3.1.1, 2.2.3). */
const MAX_LENGTH_DIGITS = 4;
export const MAX_FIXED_HEADER = 1 + MAX_LENGTH_DIGITS;

/** Size of a variable byte integer's own bytes, and its value. Undefined when it is cut or malformed. */
function variableInteger(
  bytes: Buffer,
  at: number,
): { readonly size: number; readonly value: number } | undefined {
  let value = 0;
  for (let digit = 0; digit < MAX_LENGTH_DIGITS; digit++) {
    const byte = bytes[at + digit];
    if (byte === undefined) return undefined;
    value |= (byte & 0x7f) << (7 * digit);
    if (byte < 0x80) return { size: digit + 1, value };
  }
  return undefined;
}

/** `incomplete`: its header is cut. `malformed`: a remaining length of more than four bytes. */
export type MqttFrameSize = number | "incomplete" | "malformed";

/** Size of the frame that begins at `at`, header included. */
export function mqttFrameSize(bytes: Buffer, at: number): MqttFrameSize {
  const length = variableInteger(bytes, at + 1);
  if (length !== undefined) return 1 + length.size + length.value;
  return bytes.length - at >= MAX_FIXED_HEADER ? "malformed" : "incomplete";
}

/**
 * Reads a whole PUBLISH (MQTT 3.1.1 and 5, 3.3). Undefined for one that is malformed or that a client which announces
 * neither topic aliases nor QoS 2 must not get.
 * @param frame exactly the frame; the payload is a view of it
 * @param version 4 is MQTT 3.1.1
 */
export function readPublish(frame: Buffer, version: 4 | 5): PublishFrame | undefined {
  const flags = frame[0] as number;
  const qos = (flags >> QOS_SHIFT) & QOS_MASK;
  if (qos > 1) return undefined;
  const header = variableInteger(frame, 1);
  if (header === undefined) return undefined;
  const topicStart = 1 + header.size + 2;
  if (topicStart > frame.length) return undefined;
  const topicEnd = topicStart + frame.readUInt16BE(topicStart - 2);
  let at = topicEnd;
  if (qos > 0) at += 2;
  if (at > frame.length || topicEnd === topicStart) return undefined;
  if (version === 5) {
    const properties = variableInteger(frame, at);
    if (properties === undefined) return undefined;
    at += properties.size + properties.value;
    if (at > frame.length) return undefined;
  }
  return {
    topic: frame.toString("utf8", topicStart, topicEnd),
    payload: frame.subarray(at),
    retained: (flags & RETAIN) !== 0,
    qos: qos as 0 | 1,
    packetId: qos > 0 ? frame.readUInt16BE(topicEnd) : 0,
  };
}

/** Appends a PUBACK (MQTT 3.1.1, 3.4; in MQTT 5 the short form means success). */
export function writePuback(bytes: Buffer, at: number, packetId: number): number {
  bytes[at] = 0x40;
  bytes[at + 1] = 2;
  bytes.writeUInt16BE(packetId, at + 2);
  return at + PUBACK_BYTES;
}

export const PUBACK_BYTES = 4;
