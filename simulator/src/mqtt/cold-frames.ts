import type { Secret } from "@homesync/broker/reach";
import { generate } from "mqtt-packet";

/** Fields of CONNECT (MQTT 3.1.1, 3.1) that the node decides. */
export interface ConnectFields {
  readonly clientId: string;
  readonly will?: { topic: string; payload: Buffer; qos: 0 | 1 | 2; retain: boolean };
  readonly keepAliveS: number;
  readonly clean: boolean;
}

/** CONNECT (MQTT 3.1.1, 3.1). */
export function connectFrame(fields: ConnectFields, username?: string, password?: Secret): Buffer {
  return generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clientId: fields.clientId,
    clean: fields.clean,
    keepalive: fields.keepAliveS,
    ...(fields.will ? { will: fields.will } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password.reveal()) }),
  });
}

/** SUBSCRIBE to one filter (MQTT 3.1.1, 3.8). */
export function subscribeFrame(messageId: number, filter: string, qos: 0 | 1): Buffer {
  return generate({ cmd: "subscribe", messageId, subscriptions: [{ topic: filter, qos }] });
}
