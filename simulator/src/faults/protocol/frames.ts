import { generate } from "mqtt-packet";

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

/** A CONNECT, which a client may send once only [MQTT-3.1.0-2]. */
export const SECOND_CONNECT = generate({
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clientId: "homesync_sim_second_connect",
  clean: true,
  keepalive: 60,
});

/** A PUBLISH as any broker may send it, once the CONNACK is there [MQTT-3.2.0-1]. */
export const smallPublish = (): Buffer => largePublish(1);

/** A PUBLISH of QoS 0 with so many bytes of payload. */
export const largePublish = (bytes: number): Buffer =>
  generate({
    cmd: "publish",
    topic: "sim/oversized",
    payload: Buffer.alloc(bytes, "x"),
    qos: 0,
    retain: false,
    dup: false,
  });
