import type { MetricName } from "@homesync/protocol";
import { presentMetric, presentOnline, presentRelay, presentRssi, presentSigns } from "../api/present.ts";
import type { NodeState } from "../state/node-state.ts";
import type { StateField } from "../state/rules.ts";
import type { StateChange } from "../state/state-store.ts";

/** What changed in one node since the last frame. */
interface Dirty {
  /** It is kept up to date by the store: read when the frame is made. */
  state: NodeState;
  readonly fields: Set<StateField | "name" | "removed">;
}

/** Collects what changes in a home, until a frame is made of it. */
export class HomeChanges {
  readonly #dirty = new Map<string, Dirty>();
  /** The metrics that were last told, by node. */
  readonly #told = new Map<string, Partial<Record<string, NodeState["metrics"][MetricName]>>>();

  get empty(): boolean {
    return this.#dirty.size === 0;
  }

  note({
    field,
    state,
  }: StateChange | { readonly field: "name" | "removed"; readonly state: NodeState }): void {
    const dirty = this.#dirty.get(state.nodeId) ?? { state, fields: new Set() };
    // A node that was removed and is heard of again is another state.
    dirty.state = state;
    if (field === "removed") dirty.fields.clear();
    dirty.fields.add(field);
    this.#dirty.set(state.nodeId, dirty);
  }

  /** What changed, by node; nothing is left then. @param nameOf what people call a node, undefined when nobody added it */
  take(nowMs: number, nameOf: (nodeId: string) => string | undefined): readonly object[] {
    const nodes = [...this.#dirty.values()].map((dirty) => this.#present(dirty, nowMs, nameOf));
    this.#dirty.clear();
    return nodes;
  }

  #present({ state, fields }: Dirty, nowMs: number, nameOf: (nodeId: string) => string | undefined): object {
    const { nodeId, firmware } = state;
    if (fields.has("removed") && fields.size === 1) {
      this.#told.delete(nodeId);
      return { node_id: nodeId, removed: true };
    }
    const name = nameOf(nodeId);
    return {
      node_id: nodeId,
      ...(fields.has("name") ? { name: name ?? "", registered: name !== undefined } : {}),
      ...(fields.has("online") ? presentOnline(state) : {}),
      ...presentSigns(state, nowMs),
      ...(fields.has("relay") ? { relay: presentRelay(state) } : {}),
      ...(fields.has("rssi") ? { rssi: presentRssi(state) } : {}),
      ...(fields.has("firmware") && firmware !== undefined ? { firmware: { ...firmware } } : {}),
      ...(fields.has("metrics") ? { metrics: this.#newMetrics(state) } : {}),
    };
  }

  #newMetrics({ nodeId, metrics }: NodeState): object {
    const told = this.#told.get(nodeId) ?? {};
    const fresh = Object.entries(metrics).filter(([name, metric]) => told[name] !== metric);
    this.#told.set(nodeId, { ...metrics });
    return Object.fromEntries(
      fresh.map(([name, metric]) => [name, presentMetric(name as MetricName, metric)]),
    );
  }
}
