/** Bytes that no side may send (MQTT 3.1.1). */
export const MALFORMED = {
  /** Type 15 is reserved (2.2.1). */
  reserved_type: Buffer.from([0xf0, 0x00]),
  /** A remaining length has four bytes at most (2.2.3). */
  endless_length: Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]),
  /** The topic is longer than the packet (3.3.2.1). */
  overlong_topic: Buffer.from([0x30, 0x04, 0xff, 0xff, 0x61, 0x62]),
  /** QoS 3 does not exist [MQTT-3.3.1-4]. */
  qos_3: Buffer.from([0x36, 0x07, 0x00, 0x03, 0x61, 0x2f, 0x62, 0x00, 0x01]),
} as const;

export type MalformedForm = keyof typeof MALFORMED;

export const MALFORMED_FORMS = Object.keys(MALFORMED) as readonly MalformedForm[];

/** A CONNECT, which a client may send once only [MQTT-3.1.0-2]; with a clean session and a keep-alive of a minute. */
export const SECOND_CONNECT = frame(0x10, [
  text("MQTT"),
  Buffer.from([4, 0x02, 0, 60]),
  text("homesync_sim_second_connect"),
]);

/** A PUBLISH as any broker may send it, once the CONNACK is there [MQTT-3.2.0-1]. */
export const smallPublish = (): Buffer => largePublish(1);

/** A PUBLISH of QoS 0 with so many bytes of payload. */
export const largePublish = (bytes: number): Buffer =>
  frame(0x30, [text("sim/oversized"), Buffer.alloc(bytes, "x")]);

// Made here, and not by mqtt-packet: the fields of a scenario name these faults, and help should not load an MQTT library.
function frame(type: number, parts: readonly Buffer[]): Buffer {
  const header = [type];
  // The remaining length, seven bits a byte (2.2.3).
  let rest = parts.reduce((sum, { length }) => sum + length, 0);
  do {
    header.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), ...parts]);
}

/** A string of UTF-8 with its length (1.5.3). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
