import { formatTimestamp, METRICS, type MetricName } from "@homesync/protocol";
import type { BridgeEvent } from "../live/events.ts";
import type { KnownNode } from "../registry/directory.ts";
import type { MetricState, NodeState } from "../state/node-state.ts";
import { isStale } from "../state/rules.ts";
import type { HomeSummary } from "../state/state-store.ts";

/** A time as the API writes it; null for one that is not known. */
export const time = (ms: number | undefined): string | null =>
  ms === undefined ? null : formatTimestamp(ms);

export const presentHome = ({ homeId, nodes, online }: HomeSummary) => ({ home_id: homeId, nodes, online });

/** A node as JSON, with the field names of the protocol; null is "not known". */
export function presentNode({ state, registered }: KnownNode, nowMs: number) {
  return {
    home_id: state.homeId,
    node_id: state.nodeId,
    name: registered?.name ?? "",
    registered: registered !== undefined,
    ...presentOnline(state),
    ...presentSigns(state, nowMs),
    relay: presentRelay(state),
    metrics: presentMetrics(state.metrics),
    rssi: presentRssi(state),
    firmware: state.firmware === undefined ? null : { ...state.firmware },
  };
}

export const presentOnline = (state: NodeState) => ({
  online: state.online ?? null,
  online_since: state.online === true ? time(state.onlineSinceMs) : null,
  offline_since: state.online === false ? time(state.onlineSinceMs) : null,
  offline_reason: state.offlineReason ?? null,
});

/** Its signs of life. */
export const presentSigns = (state: NodeState, nowMs: number) => ({
  stale: isStale(state, nowMs),
  last_seen: time(state.lastSeenMs),
});

export const presentRelay = ({ relay }: NodeState) =>
  relay === undefined ? null : { state: relay.state, cause: relay.cause, timestamp: time(relay.timeMs) };

export const presentRssi = ({ rssi }: NodeState) =>
  rssi === undefined ? null : { value: rssi.value, unit: "dBm", timestamp: time(rssi.timeMs) };

export function presentMetric(name: MetricName, { value, quality, timeMs }: MetricState) {
  return { value, unit: METRICS[name].unit, quality, timestamp: time(timeMs) };
}

function presentMetrics(metrics: NodeState["metrics"]) {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [name, presentMetric(name as MetricName, metric)]),
  );
}

export const presentEvent = ({ seq, timeMs, type, homeId, nodeId, message }: BridgeEvent, epoch: string) => ({
  cursor: `${epoch}.${seq}`,
  timestamp: time(timeMs),
  type,
  home_id: homeId ?? null,
  node_id: nodeId ?? null,
  message,
});
