import type { Login } from "@homesync/broker/reach";
import { generate, type IConnectPacket, writeToStream } from "mqtt-packet";
import type { ProtocolLevel } from "./version.ts";

// It would keep a buffer for each of 65,536 numbers, 7 MB in all, to make a few numbers faster.
writeToStream.cacheNumbers = false;

/** Fields of CONNECT (MQTT 3.1.1, 3.1) that the node decides. */
export interface ConnectFields {
  readonly clientId: string;
  readonly will?: { topic: string; payload: Buffer; qos: 0 | 1 | 2; retain: boolean };
  readonly keepAliveS: number;
  readonly clean: boolean;
}

/**
 * How long a persistent session of MQTT 5 outlives its connection, s: in 3.1.1 it has no end, and here a day, so that what
 * a killed run leaves does not stay for ever.
 */
const SESSION_EXPIRY_S = 86_400;

/** CONNECT (MQTT 3.1.1 and 5, 3.1). */
export function connectFrame(
  level: ProtocolLevel,
  fields: ConnectFields,
  { username, password }: Login = {},
): Buffer {
  const packet: IConnectPacket = {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: level,
    clientId: fields.clientId,
    clean: fields.clean,
    keepalive: fields.keepAliveS,
    ...(fields.will ? { will: fields.will } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password.reveal()) }),
    ...(level === 5 && !fields.clean ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S } } : {}),
  };
  return generate(packet, { protocolVersion: level });
}

/** SUBSCRIBE to one filter (MQTT 3.1.1 and 5, 3.8). */
export function subscribeFrame(level: ProtocolLevel, messageId: number, filter: string, qos: 0 | 1): Buffer {
  const packet = { cmd: "subscribe", messageId, subscriptions: [{ topic: filter, qos }] } as const;
  return generate({ ...packet, subscriptions: [...packet.subscriptions] }, { protocolVersion: level });
}
