import type { NodeAddress, NodeState } from "./node-state.ts";
import { type NodeRecord, newRecord, type Observation, observe } from "./rules.ts";
import type { HomeSummary, StateChange, StateStore } from "./state-store.ts";

/** More nodes than one bridge serves; whoever publishes under ever new names must not fill the memory. */
const MAX_NODES = 100_000;

/** State in this process: gone with it, then rebuilt from retained status and the next readings. */
export class MemoryState implements StateStore {
  readonly #homes = new Map<string, Map<string, NodeRecord>>();
  readonly #listeners = new Set<(change: StateChange) => void>();
  readonly #maxNodes: number;
  #count = 0;

  constructor(maxNodes = MAX_NODES) {
    this.#maxNodes = maxNodes;
  }

  observe(observation: Observation): boolean {
    const record = this.#record(observation.message, observation.arrivalMs);
    if (record === undefined) return false;
    const field = observe(record, observation);
    if (field !== undefined) {
      for (const listener of this.#listeners) listener({ field, state: record });
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
    if (home?.delete(nodeId) === true) this.#count -= 1;
    if (home?.size === 0) this.#homes.delete(homeId);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
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

const snapshot = (record: NodeRecord): NodeState => ({ ...record, metrics: { ...record.metrics } });
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
