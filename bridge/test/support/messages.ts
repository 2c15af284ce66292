import { encode, formatTimestamp, type MessageContent, type PayloadOf } from "@homesync/protocol";
import type { IncomingMessage } from "../../src/link/link.ts";

export const HOME = "home-1";
export const NODE = "node-1";

/** The bytes and the topic of a message, as a node would publish it. */
export function wire(content: MessageContent) {
  const encoded = encode(content);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

export function incoming(content: MessageContent, retained = false): IncomingMessage {
  const { topic, bytes, qos } = wire(content);
  return { topic, payload: bytes, retained, qos };
}

interface From {
  readonly homeId?: string;
  readonly nodeId?: string;
}

const from = ({ homeId = HOME, nodeId = NODE }: From) => ({ homeId, nodeId });

export function power(value: number, timeMs?: number, where: From = {}): MessageContent {
  const timestamp = timeMs === undefined ? {} : { timestamp: formatTimestamp(timeMs) };
  return {
    ...from(where),
    key: "telemetry/power",
    payload: { value, unit: "W", quality: 100, ...timestamp },
  };
}

export function birth(timeMs?: number, where: From = {}): MessageContent {
  const timestamp = timeMs === undefined ? {} : { timestamp: formatTimestamp(timeMs) };
  return {
    ...from(where),
    key: "status/online",
    payload: { online: true, uptime: 5, firmware: "1.2.3", ...timestamp },
  };
}

export const will = (where: From = {}): MessageContent => ({
  ...from(where),
  key: "status/online",
  payload: { online: false, reason: "unexpected_disconnect" },
});

export const response = (payload: PayloadOf<"response/command">, where: From = {}): MessageContent => ({
  ...from(where),
  key: "response/command",
  payload,
});
