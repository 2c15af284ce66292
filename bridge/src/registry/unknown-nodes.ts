import { type NodeAddress, nodeKey } from "../state/node-state.ts";
import type { Clock } from "../time/clock.ts";

/** Nodes that are remembered; whoever publishes under ever new names must not fill the memory. */
const MAX_NODES = 1_000;

export interface UnknownNode extends NodeAddress {
  readonly firstHeardMs: number;
  readonly lastHeardMs: number;
  readonly messages: number;
}

/** Nodes whose messages were not taken in, so that someone can add them. */
export class UnknownNodes {
  readonly #clock: Clock;
  readonly #nodes = new Map<string, { -readonly [K in keyof UnknownNode]: UnknownNode[K] }>();
  #messages = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages that were not taken in, since the start. */
  get messages(): number {
    return this.#messages;
  }

  note({ homeId, nodeId }: NodeAddress): void {
    this.#messages += 1;
    const now = this.#clock.now();
    const key = nodeKey({ homeId, nodeId });
    const known = this.#nodes.get(key);
    if (known !== undefined) {
      known.lastHeardMs = now;
      known.messages += 1;
    } else if (this.#nodes.size < MAX_NODES) {
      this.#nodes.set(key, { homeId, nodeId, firstHeardMs: now, lastHeardMs: now, messages: 1 });
    }
  }

  forget(node: NodeAddress): void {
    this.#nodes.delete(nodeKey(node));
  }

  list(): readonly UnknownNode[] {
    return [...this.#nodes.values()].map((node) => ({ ...node }));
  }
}
