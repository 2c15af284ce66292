import { backendSubscriptions, type Subscription } from "@homesync/protocol";
import { type NodeAddress, nodeKey } from "../state/node-state.ts";

/** Filters of one SUBSCRIBE packet: brokers bound the packet, and HiveMQ the time that one may take. */
const FILTERS_A_PACKET = 60;

/** What the bridge listens to: all homes by wildcards, or each registered node by itself (REQ-003). */
export class Subscriptions {
  readonly #leastQos: 0 | 1;
  /** The filters, by node; one entry for all when the wildcards are used. */
  readonly #wanted = new Map<string, readonly Subscription[]>();
  /** Nodes whose filters were not all granted. */
  readonly #refused = new Set<string>();

  /**
   * @param nodes undefined: all homes
   * @param leastQos of every subscription
   * @param moreFilters beside those of the protocol, asked for at QoS 1
   */
  constructor(
    nodes: Iterable<NodeAddress> | undefined,
    leastQos: 0 | 1,
    moreFilters: readonly string[] = [],
  ) {
    this.#leastQos = leastQos;
    if (nodes === undefined) this.#wanted.set(ALL, this.#raised(backendSubscriptions()));
    for (const node of nodes ?? []) this.add(node);
    if (moreFilters.length > 0)
      this.#wanted.set(
        MORE,
        moreFilters.map((filter) => ({ filter, qos: 1 })),
      );
  }

  /** What to send after a connect, by packet. */
  packets(): readonly (readonly Subscription[])[] {
    this.#refused.clear();
    const all = [...this.#wanted.values()].flat();
    const count = Math.ceil(all.length / FILTERS_A_PACKET);
    return Array.from({ length: count }, (_, at) =>
      all.slice(at * FILTERS_A_PACKET, (at + 1) * FILTERS_A_PACKET),
    );
  }

  /** Every filter, for the end of a session that the broker is not to keep. */
  get filters(): readonly string[] {
    return [...this.#wanted.values()].flat().map(({ filter }) => filter);
  }

  /** Listens to one more node. @returns what to subscribe to */
  add({ homeId, nodeId }: NodeAddress): readonly Subscription[] {
    const wanted = this.#raised(backendSubscriptions({ homeId, nodeId }));
    this.#wanted.set(nodeKey({ homeId, nodeId }), wanted);
    return wanted;
  }

  /** Listens to a node no more. @returns what to unsubscribe from */
  remove(node: NodeAddress): readonly string[] {
    const key = nodeKey(node);
    const filters = (this.#wanted.get(key) ?? []).map(({ filter }) => filter);
    this.#wanted.delete(key);
    this.#refused.delete(key);
    return filters;
  }

  /** Notes a filter that the broker refused: its node is to be tried again. @returns false when it stood for all nodes */
  refused(subscription: Subscription): boolean {
    for (const [key, wanted] of this.#wanted) {
      if (!wanted.includes(subscription)) continue;
      if (key === ALL || key === MORE) return false;
      this.#refused.add(key);
    }
    return true;
  }

  /** What to subscribe to again as a node has come online (REQ-004, "Status parsing"); nothing when all was granted. */
  renewal(node: NodeAddress): readonly Subscription[] {
    const key = nodeKey(node);
    return this.#refused.delete(key) ? (this.#wanted.get(key) ?? []) : [];
  }

  #raised(subscriptions: readonly Subscription[]): readonly Subscription[] {
    return subscriptions.map(({ filter, qos }) => ({ filter, qos: Math.max(qos, this.#leastQos) as 0 | 1 }));
  }
}

/** No node's keys: those hold a slash. */
const ALL = "*";
const MORE = "+";
