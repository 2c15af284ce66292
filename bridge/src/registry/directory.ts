import type { NodeAddress, NodeState } from "../state/node-state.ts";
import { newRecord } from "../state/rules.ts";
import type { HomeSummary, StateStore } from "../state/state-store.ts";
import type { RegisteredNode, Registry } from "./registry.ts";

/** A node as apps see it: what was heard of it, and what someone wrote about it. */
export interface KnownNode {
  readonly state: NodeState;
  /** Undefined for one that was heard of and not added. */
  readonly registered: RegisteredNode | undefined;
}

/** The nodes and homes that were heard of or added. */
export class Directory {
  readonly #state: StateStore;
  readonly #registry: Registry;

  constructor(state: StateStore, registry: Registry) {
    this.#state = state;
    this.#registry = registry;
  }

  /** In the order of their ids. */
  async homes(): Promise<readonly HomeSummary[]> {
    const heard = await this.#state.homes();
    const byId = new Map(heard.map((home) => [home.homeId, home]));
    for (const homeId of this.#registry.homes()) {
      const nodes = (await this.nodes(homeId)).length;
      byId.set(homeId, { homeId, nodes, online: byId.get(homeId)?.online ?? 0 });
    }
    return [...byId.values()].sort((a, b) => order(a.homeId, b.homeId));
  }

  /** The nodes of a home, in the order of their ids. */
  async nodes(homeId: string): Promise<readonly KnownNode[]> {
    const heard = (await this.#state.nodes(homeId)).map((state) => this.#known(state));
    const ids = new Set(heard.map(({ state }) => state.nodeId));
    const silent = this.#registry.nodes(homeId).filter(({ nodeId }) => !ids.has(nodeId));
    return [...heard, ...silent.map(unheard)].sort((a, b) => order(a.state.nodeId, b.state.nodeId));
  }

  async node(address: NodeAddress): Promise<KnownNode | undefined> {
    const state = await this.#state.node(address);
    if (state !== undefined) return this.#known(state);
    const registered = this.#registry.node(address);
    return registered === undefined ? undefined : unheard(registered);
  }

  /** What people call a node; undefined when nobody added it. */
  nameOf(address: NodeAddress): string | undefined {
    return this.#registry.node(address)?.name;
  }

  #known(state: NodeState): KnownNode {
    return { state, registered: this.#registry.node(state) };
  }
}

const unheard = (registered: RegisteredNode): KnownNode => ({
  state: newRecord(registered, registered.addedMs),
  registered,
});
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
