import { metricOf } from "./metric-of.ts";
import type { NodeAddress, NodeState } from "./node-state.ts";
import {
  type NodeRecord,
  newRecord,
  type Observation,
  observe,
  observeReading,
  type ReadingObservation,
} from "./rules.ts";
import type { HomeSummary, StateChange, StateStore } from "./state-store.ts";

/** More nodes than one bridge serves; whoever publishes under ever new names must not fill the memory. */
const MAX_NODES = 100_000;

/** Nodes whose state someone who keeps it does not have yet. */
export interface OwedState {
  readonly changed: readonly NodeState[];
  readonly forgotten: readonly NodeAddress[];
}

/**
 * State in this process. It notes what changed for one who keeps it beyond the process; without one it is rebuilt from
 * retained status and the next readings.
 */
export class MemoryState implements StateStore {
  readonly #homes = new Map<string, Map<string, NodeRecord>>();
  readonly #listeners = new Set<(change: StateChange) => void>();
  readonly #maxNodes: number;
  #changed = new Set<NodeRecord>();
  #forgotten: NodeAddress[] = [];
  #count = 0;

  constructor(maxNodes = MAX_NODES) {
    this.#maxNodes = maxNodes;
  }

  observe(observation: Observation): boolean {
    const record = this.#record(observation.message, observation.arrivalMs);
    if (record === undefined) return false;
    this.#changed.add(record);
    const field = observe(record, observation);
    if (field !== undefined) this.#tell({ field, metric: metricOf(observation.message.key), state: record });
    return true;
  }

  observeReading(reading: ReadingObservation): boolean {
    const { metric, value, quality, timeMs, arrivalMs } = reading;
    const record = this.#record(reading, arrivalMs);
    if (record === undefined) return false;
    record.lastSeenMs = arrivalMs;
    this.#changed.add(record);
    if (observeReading(record, metric, value, quality, timeMs) && this.#listeners.size > 0) {
      this.#tell({ field: "metrics", metric, state: record });
    }
    return true;
  }

  onChange(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async homes(): Promise<readonly HomeSummary[]> {
    const summaries = [...this.#homes].map(([homeId, nodes]) => ({
      homeId,
      nodes: nodes.size,
      online: [...nodes.values()].filter(({ online }) => online === true).length,
    }));
    return summaries.sort((a, b) => order(a.homeId, b.homeId));
  }

  async nodes(homeId: string): Promise<readonly NodeState[]> {
    const nodes = this.#homes.get(homeId)?.values() ?? [];
    return [...nodes].map(snapshot).sort((a, b) => order(a.nodeId, b.nodeId));
  }

  async node({ homeId, nodeId }: NodeAddress): Promise<NodeState | undefined> {
    const record = this.#homes.get(homeId)?.get(nodeId);
    return record === undefined ? undefined : snapshot(record);
  }

  async forget({ homeId, nodeId }: NodeAddress): Promise<void> {
    const home = this.#homes.get(homeId);
    const record = home?.get(nodeId);
    if (home === undefined || record === undefined) return;
    home.delete(nodeId);
    this.#count -= 1;
    if (home.size === 0) this.#homes.delete(homeId);
    this.#changed.delete(record);
    this.#forgotten.push({ homeId, nodeId });
  }

  /** Nodes whose change nobody has taken yet. */
  get owed(): number {
    return this.#changed.size + this.#forgotten.length;
  }

  /** What changed since the last call. */
  takeOwed(): OwedState {
    const owed = { changed: [...this.#changed].map(snapshot), forgotten: this.#forgotten };
    this.#changed.clear();
    this.#forgotten = [];
    return owed;
  }

  /** Gives back what was taken and could not be kept. */
  oweAgain(changed: readonly NodeState[], forgotten: readonly NodeAddress[]): void {
    for (const { homeId, nodeId } of changed) {
      const record = this.#homes.get(homeId)?.get(nodeId);
      if (record !== undefined) this.#changed.add(record);
    }
    this.#forgotten = [...forgotten, ...this.#forgotten];
  }

  /** Takes in what was kept; what is known already, and newer, stays. */
  restore(states: readonly NodeState[]): void {
    for (const state of states) {
      const isKnown = this.#homes.get(state.homeId)?.has(state.nodeId) === true;
      const record = this.#record(state, state.firstHeardMs);
      if (record !== undefined) merge(record, state, isKnown);
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #tell(change: StateChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #record(address: NodeAddress, nowMs: number): NodeRecord | undefined {
    let home = this.#homes.get(address.homeId);
    const known = home?.get(address.nodeId);
    if (known !== undefined) return known;
    if (this.#count >= this.#maxNodes) return undefined;
    if (home === undefined) {
      home = new Map();
      this.#homes.set(address.homeId, home);
    }
    const record = newRecord(address, nowMs);
    home.set(address.nodeId, record);
    this.#count += 1;
    return record;
  }
}

/** Adds an older state to a record: whatever the record says itself is newer. */
function merge(record: NodeRecord, older: NodeState, isKnown: boolean): void {
  const { metrics, ...rest } = older;
  const newer = isKnown ? Object.entries(record).filter(([, value]) => value !== undefined) : [];
  const kept = { ...structuredClone(metrics), ...record.metrics };
  Object.assign(record, rest, Object.fromEntries(newer), { firstHeardMs: older.firstHeardMs });
  Object.assign(record.metrics, kept);
}

function snapshot(record: NodeRecord): NodeState {
  const metrics = Object.entries(record.metrics).map(([name, metric]) => [name, { ...metric }]);
  return { ...record, metrics: Object.fromEntries(metrics) as NodeState["metrics"] };
}
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
