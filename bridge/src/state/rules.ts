import { isCompatible, LIMITS, type Message, type MetricName, type PayloadOf } from "@homesync/protocol";
import { metricOf } from "./metric-of.ts";
import type { NodeAddress, NodeState } from "./node-state.ts";

/** A message with the circumstances that decide what it may change. */
export interface Observation {
  readonly message: Message;
  /** The time of what it tells: the node's, or that of arrival. */
  readonly timeMs: number;
  readonly arrivalMs: number;
  /** A copy that the broker kept: true when it was sent, but no sign of life. */
  readonly retained: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A node's state while it is kept up to date in place: a copy a message would cost more than the message. */
export type NodeRecord = Mutable<Omit<NodeState, "metrics">> & {
  readonly metrics: Mutable<NodeState["metrics"]>;
};

export const newRecord = ({ homeId, nodeId }: NodeAddress, firstHeardMs: number): NodeRecord => ({
  homeId,
  nodeId,
  firstHeardMs,
  lastSeenMs: undefined,
  online: undefined,
  onlineSinceMs: undefined,
  offlineReason: undefined,
  metrics: {},
  relay: undefined,
  firmware: undefined,
  rssi: undefined,
});

/** What changed in a node's state. */
export type StateField = "metrics" | "relay" | "online" | "firmware" | "rssi";

/**
 * Takes a message into a node's state.
 *
 * Telemetry is ordered by its own time, so that a late sample from a node's buffer never overwrites a newer one.
 * Status is ordered by arrival: MQTT keeps the order within a topic (MQTT 3.1.1, 4.6), and a node whose clock is
 * ahead would otherwise stay online in spite of its will, which has no time of its own.
 * @returns what the message told, undefined when it only was a sign of life or was outdated
 */
export function observe(record: NodeRecord, observation: Observation): StateField | undefined {
  const { message, retained, arrivalMs, timeMs } = observation;
  if (!retained && !isWill(message)) record.lastSeenMs = arrivalMs;
  switch (message.key) {
    case "status/online":
      observeOnline(record, message.payload, observation);
      return "online";
    case "status/relay": {
      const { state, cause } = message.payload;
      record.relay = { state, cause, timeMs };
      return "relay";
    }
    case "status/firmware": {
      const { version, protocol, target, build, chip } = message.payload;
      record.firmware = { version, protocol, compatible: isCompatible(protocol), target, build, chip };
      return "firmware";
    }
    case "status/rssi":
      record.rssi = { value: message.payload.value, timeMs };
      return "rssi";
    case "response/command":
    case "response/ota":
    case "command/relay":
    case "command/led":
    case "command/config":
    case "command/ota":
      return undefined;
    default:
      return observeMetric(record, metricOf(message.key), message.payload, timeMs);
  }
}

function observeMetric(
  record: NodeRecord,
  metric: MetricName | undefined,
  { value, quality }: { readonly value: number; readonly quality: number },
  timeMs: number,
): StateField | undefined {
  if (metric === undefined || (record.metrics[metric]?.timeMs ?? Number.NEGATIVE_INFINITY) > timeMs)
    return undefined;
  record.metrics[metric] = { value, quality, timeMs };
  return "metrics";
}

function observeOnline(
  record: NodeRecord,
  payload: PayloadOf<"status/online">,
  { message, timeMs, retained }: Observation,
): void {
  const same = record.online === payload.online;
  record.online = payload.online;
  record.offlineReason = payload.online ? undefined : payload.reason;
  // The arrival of a retained copy is not when it happened; what was noted when it did happen stays.
  const known = !retained || message.timestampMs !== undefined;
  if (known) record.onlineSinceMs = timeMs;
  else if (!same) record.onlineSinceMs = undefined;
}

/** The will is the broker's message, not the node's (REQ-008; design: will). */
const isWill = ({ key, payload }: Message): boolean =>
  key === "status/online" && !payload.online && payload.reason === "unexpected_disconnect";

const STALE_AFTER_MS = LIMITS.stalePeriods.value * LIMITS.rssiPeriod.value;

/** Whether a node was silent for three of its signs of life (design: status). One that is offline is not stale. */
export function isStale(state: NodeState, nowMs: number): boolean {
  if (state.online === false) return false;
  return nowMs - (state.lastSeenMs ?? state.firstHeardMs) > STALE_AFTER_MS;
}
