import { formatTimestamp, METRICS, type MetricName } from "@homesync/protocol";
import type { NodeState } from "../state/node-state.ts";
import { isStale } from "../state/rules.ts";
import type { HomeSummary } from "../state/state-store.ts";

/** A time as the API writes it; null for one that is not known. */
export const time = (ms: number | undefined): string | null =>
  ms === undefined ? null : formatTimestamp(ms);

export const presentHome = ({ homeId, nodes, online }: HomeSummary) => ({ home_id: homeId, nodes, online });

/** A node's state as JSON, with the field names of the protocol; null is "not known". */
export function presentNode(state: NodeState, nowMs: number) {
  const { relay, firmware, rssi } = state;
  return {
    home_id: state.homeId,
    node_id: state.nodeId,
    online: state.online ?? null,
    online_since: state.online === true ? time(state.onlineSinceMs) : null,
    offline_since: state.online === false ? time(state.onlineSinceMs) : null,
    offline_reason: state.offlineReason ?? null,
    stale: isStale(state, nowMs),
    last_seen: time(state.lastSeenMs),
    relay:
      relay === undefined ? null : { state: relay.state, cause: relay.cause, timestamp: time(relay.timeMs) },
    metrics: presentMetrics(state.metrics),
    rssi: rssi === undefined ? null : { value: rssi.value, unit: "dBm", timestamp: time(rssi.timeMs) },
    firmware: firmware === undefined ? null : { ...firmware },
  };
}

function presentMetrics(metrics: NodeState["metrics"]) {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, { value, quality, timeMs }]) => [
      name,
      { value, unit: METRICS[name as MetricName].unit, quality, timestamp: time(timeMs) },
    ]),
  );
}
