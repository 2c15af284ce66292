import { isCompatible, LIMITS, type Message, type MetricName, type PayloadOf } from "@homesync/protocol";
import { metricOf } from "./metric-of.ts";
import type { ClockState, MetricState, NodeAddress, NodeState } from "./node-state.ts";

/** A message with the circumstances that decide what it may change. */
export interface Observation {
  readonly message: Message;
  /** The time of what it tells: the node's, or that of arrival. */
  readonly timeMs: number;
  readonly arrivalMs: number;
  /** A copy that the broker kept: true when it was sent, but no sign of life. */
  readonly retained: boolean;
}

/** A reading with the circumstances that decide what it may change. */
export interface ReadingObservation extends NodeAddress {
  readonly metric: MetricName;
  readonly value: number;
  readonly quality: number;
  readonly timeMs: number;
  readonly arrivalMs: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A node's state while it is kept up to date in place: a copy a message would cost more than the message. */
export type NodeRecord = Mutable<Omit<NodeState, "metrics">> & {
  readonly metrics: { [Name in MetricName]?: Mutable<MetricState> };
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
  clock: undefined,
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
  if (!retained && !isWill(message)) {
    record.lastSeenMs = arrivalMs;
    if (message.timestampMs !== undefined) record.clock = clockOf(message.timestampMs, arrivalMs);
  }
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
    default: {
      const metric = metricOf(message.key);
      if (metric === undefined) return undefined;
      const { value, quality } = message.payload;
      return observeReading(record, metric, value, quality, timeMs) ? "metrics" : undefined;
    }
  }
}

/** The same for a reading. @returns whether it is the newest of its metric */
export function observeReading(
  record: NodeRecord,
  metric: MetricName,
  value: number,
  quality: number,
  timeMs: number,
): boolean {
  const known = record.metrics[metric];
  if (known === undefined) {
    record.metrics[metric] = { value, quality, timeMs };
    return true;
  }
  if (known.timeMs > timeMs) return false;
  // In place: an object a reading, each old when the next one comes, is what a collector of garbage does worst.
  known.value = value;
  known.quality = quality;
  known.timeMs = timeMs;
  return true;
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

/** A live message this much older than its arrival was written by a clock that is behind, milliseconds. */
const MAX_DELAY_MS = 10 * 60_000;

/** What a message's own time tells of the node's clock, at its arrival. */
function clockOf(timestampMs: number, arrivalMs: number): ClockState {
  if (timestampMs > arrivalMs + LIMITS.commandClockSkew.value) return "ahead";
  return timestampMs < arrivalMs - MAX_DELAY_MS ? "behind" : "right";
}
