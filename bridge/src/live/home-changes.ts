import type { MetricName } from "@homesync/protocol";
import { presentMetrics, presentOnline, presentRelay, presentRssi, presentSigns } from "../api/present.ts";
import type { NodeState } from "../state/node-state.ts";
import type { StateField } from "../state/rules.ts";
import type { StateChange } from "../state/state-store.ts";

/** What changed in one node since the last frame. */
interface Dirty {
  /** It is kept up to date by the store: read when the frame is made. */
  state: NodeState;
  readonly fields: Set<StateField | "name" | "removed">;
  readonly metrics: Set<MetricName>;
}

type Change =
  | StateChange
  | { readonly field: "name" | "removed"; readonly metric?: undefined; readonly state: NodeState };

/** What people call a node; undefined when nobody added it. */
type NameOf = (nodeId: string) => string | undefined;

/** Collects what changes in a home, until a frame is made of it. */
export class HomeChanges {
  readonly #dirty = new Map<string, Dirty>();

  note({ field, metric, state }: Change): void {
    let dirty = this.#dirty.get(state.nodeId);
    if (dirty === undefined) {
      dirty = { state, fields: new Set(), metrics: new Set() };
      this.#dirty.set(state.nodeId, dirty);
    }
    // A node that was removed and is heard of again is another state.
    dirty.state = state;
    if (field === "removed") dirty.fields.clear();
    dirty.fields.add(field);
    if (metric !== undefined) dirty.metrics.add(metric);
  }

  /** What changed, by node; nothing is left then. */
  take(nowMs: number, nameOf: NameOf): readonly object[] {
    const nodes = [...this.#dirty.values()].map((dirty) => present(dirty, nowMs, nameOf));
    this.#dirty.clear();
    return nodes;
  }
}

function present({ state, fields, metrics }: Dirty, nowMs: number, nameOf: NameOf): object {
  const { nodeId, firmware } = state;
  if (fields.has("removed") && fields.size === 1) return { node_id: nodeId, removed: true };
  const name = nameOf(nodeId);
  return {
    node_id: nodeId,
    ...(fields.has("name") ? { name: name ?? "", registered: name !== undefined } : {}),
    ...(fields.has("online") ? presentOnline(state) : {}),
    ...presentSigns(state, nowMs),
    ...(fields.has("relay") ? { relay: presentRelay(state) } : {}),
    ...(fields.has("rssi") ? { rssi: presentRssi(state) } : {}),
    ...(fields.has("firmware") && firmware !== undefined ? { firmware: { ...firmware } } : {}),
    ...(fields.has("metrics") ? { metrics: presentMetrics(state.metrics, metrics) } : {}),
  };
}
