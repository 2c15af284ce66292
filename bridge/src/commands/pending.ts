import type { ResponseMessage } from "../ingest/ingest.ts";
import type { NodeAddress } from "../state/node-state.ts";

/** What a waiting command can learn. */
export type Signal =
  | { readonly kind: "response"; readonly message: ResponseMessage }
  | { readonly kind: "broker_offline" }
  | { readonly kind: "stopped" };

/** One command that waits for its answer, from its first attempt to its end. */
export interface Pending {
  readonly signal: Promise<Signal>;
  settle(signal: Signal): void;
}

/** Commands to one node that may wait at once: a node remembers 16, and two callers may share it. */
const MAX_PER_NODE = 8;

/** The commands that wait for an answer, by node and request_id: no node can answer for another. */
export class PendingCommands {
  readonly #byNode = new Map<string, Map<string, Pending>>();

  /** @returns undefined when too many wait for this node */
  add(node: NodeAddress, requestId: string): Pending | undefined {
    const key = nodeKey(node);
    const ofNode = this.#byNode.get(key) ?? new Map<string, Pending>();
    if (ofNode.size >= MAX_PER_NODE) return undefined;
    let settle: Pending["settle"] = () => undefined;
    const signal = new Promise<Signal>((resolve) => {
      settle = resolve;
    });
    const pending = { signal, settle };
    ofNode.set(requestId, pending);
    this.#byNode.set(key, ofNode);
    return pending;
  }

  /** Hands an answer to the command that waits for it; one that nobody waits for is ignored. */
  answer(message: ResponseMessage): void {
    const ofNode = this.#byNode.get(nodeKey(message));
    ofNode?.get(message.payload.request_id)?.settle({ kind: "response", message });
  }

  remove(node: NodeAddress, requestId: string): void {
    const key = nodeKey(node);
    const ofNode = this.#byNode.get(key);
    ofNode?.delete(requestId);
    if (ofNode?.size === 0) this.#byNode.delete(key);
  }

  settleAll(signal: Signal): void {
    for (const ofNode of this.#byNode.values()) {
      for (const pending of ofNode.values()) pending.settle(signal);
    }
  }
}

const nodeKey = ({ homeId, nodeId }: NodeAddress): string => `${homeId}/${nodeId}`;
