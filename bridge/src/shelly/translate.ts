import {
  type EncodedMessage,
  encode,
  METRICS,
  type MessageContent,
  type PayloadOf,
} from "@homesync/protocol";
import type { NodeAddress } from "../state/node-state.ts";

/** The id and the rest of a topic `shellies/{id}/...`; undefined for any other. */
export function parseShellyTopic(topic: string): { readonly id: string; readonly name: string } | undefined {
  const match = /^shellies\/([^/]+)\/(.+)$/.exec(topic);
  return match === null ? undefined : { id: match[1] as string, name: match[2] as string };
}

/** The energy that a Shelly counts is in watt-minutes. */
const WATT_MINUTES_PER_KWH = 60_000;

type RelayCause = PayloadOf<"status/relay">["cause"];

/**
 * What a Shelly says, as a node would say it; undefined when it says nothing of meaning.
 * @param cause what switched the relay, which a Shelly does not tell
 */
export function translate(
  node: NodeAddress,
  name: string,
  text: string,
  cause: RelayCause,
): EncodedMessage | undefined {
  const content = contentOf(node, name, text, cause);
  const encoded = content === undefined ? undefined : encode(content);
  return encoded?.ok ? encoded.value : undefined;
}

function contentOf(
  node: NodeAddress,
  name: string,
  text: string,
  cause: RelayCause,
): MessageContent | undefined {
  switch (name) {
    case "relay/0/power": {
      const value = decimal(text, METRICS.power.decimals);
      return value === undefined
        ? undefined
        : { ...node, key: "telemetry/power", payload: { value, unit: METRICS.power.unit, quality: 100 } };
    }
    case "relay/0/energy": {
      const wattMinutes = decimal(text, 0);
      if (wattMinutes === undefined) return undefined;
      const value = round(wattMinutes / WATT_MINUTES_PER_KWH, METRICS.energy.decimals);
      return {
        ...node,
        key: "telemetry/energy",
        payload: { value, unit: METRICS.energy.unit, quality: 100 },
      };
    }
    case "relay/0":
      return relayContent(node, text, cause);
    case "online":
      return onlineContent(node, text);
    default:
      return undefined;
  }
}

function relayContent(node: NodeAddress, text: string, cause: RelayCause): MessageContent | undefined {
  if (text === "on" || text === "off") {
    return { ...node, key: "status/relay", payload: { state: text, cause } };
  }
  // It has switched itself off.
  if (text === "overpower")
    return { ...node, key: "status/relay", payload: { state: "off", cause: "protection" } };
  return undefined;
}

/** Neither time since its start nor firmware is told: both stand as not known. */
function onlineContent(node: NodeAddress, text: string): MessageContent | undefined {
  if (text === "true") {
    return { ...node, key: "status/online", payload: { online: true, uptime: 0, firmware: "0.0.0" } };
  }
  if (text !== "false") return undefined;
  return { ...node, key: "status/online", payload: { online: false, reason: "unexpected_disconnect" } };
}

function decimal(text: string, decimals: number): number | undefined {
  return /^-?\d{1,12}(\.\d{1,12})?$/.test(text) ? round(Number(text), decimals) : undefined;
}

const round = (value: number, decimals: number): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals;
