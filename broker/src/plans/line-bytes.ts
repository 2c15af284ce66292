/**
 * What goes over the line beside the bytes of MQTT: reckoned in the same way by who foretells a month's data and by who meters it.
 */

/** IPv4 and TCP without options, as the board's lwIP sends them (RFC 791, 9293). */
const SEGMENT_HEADER_BYTES = 40;
/** What one segment carries on Ethernet. */
const SEGMENT_BYTES = 1460;
/** Header, explicit nonce and tag of a record of AES-GCM in TLS 1.2, which BearSSL speaks (RFC 5246, 5288). */
const RECORD_OVERHEAD_BYTES = 29;
const RECORD_BYTES = 16_384;
/** A whole handshake with a chain of two certificates, both directions, an estimate: it counts once a connect. */
const HANDSHAKE_BYTES = 5000;
/** Three segments to open a connection, four to close it. */
const OPEN_AND_CLOSE_SEGMENTS = 7;

/** Bytes of one write on the line: its records, its segments, and the empty segment that acknowledges it. */
export function writeBytes(mqttBytes: number, tls: boolean): number {
  const payload = mqttBytes + (tls ? RECORD_OVERHEAD_BYTES * Math.ceil(mqttBytes / RECORD_BYTES) : 0);
  const segments = Math.ceil(payload / SEGMENT_BYTES);
  return payload + (segments + 1) * SEGMENT_HEADER_BYTES;
}

/** Bytes that a connect takes beside what MQTT says. */
export const connectBytes = (tls: boolean): number =>
  OPEN_AND_CLOSE_SEGMENTS * SEGMENT_HEADER_BYTES + (tls ? HANDSHAKE_BYTES : 0);
