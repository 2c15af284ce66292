import type { ResponseMessage } from "../ingest/ingest.ts";
import { type NodeAddress, nodeKey } from "../state/node-state.ts";
import { Mailbox } from "./mailbox.ts";

/** What a waiting command can learn. */
export type Signal =
  | { readonly kind: "response"; readonly message: ResponseMessage }
  | { readonly kind: "broker_offline" }
  | { readonly kind: "stopped" }
  /** The broker or the node may be within reach again. */
  | { readonly kind: "wake" };

export type Pending = Mailbox<Signal>;

/** Commands to one node that may wait at once: a node remembers 16, and two callers may share it. */
const MAX_PER_NODE = 8;
/** Commands to all nodes that may wait at once. */
const MAX_PENDING = 5_000;

/** The commands that wait for an answer, by node and request_id: no node can answer for another. */
export class PendingCommands {
  readonly #byNode = new Map<string, Map<string, Pending>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @returns undefined when too many wait */
  add(node: NodeAddress, requestId: string): Pending | undefined {
    const key = nodeKey(node);
    const ofNode = this.#byNode.get(key) ?? new Map<string, Pending>();
    if (ofNode.size >= MAX_PER_NODE || this.#count >= MAX_PENDING) return undefined;
    const pending: Pending = new Mailbox();
    ofNode.set(requestId, pending);
    this.#byNode.set(key, ofNode);
    this.#count += 1;
    return pending;
  }

  /** Hands an answer to the command that waits for it; one that nobody waits for is ignored. */
  answer(message: ResponseMessage): void {
    const ofNode = this.#byNode.get(nodeKey(message));
    ofNode?.get(message.payload.request_id)?.put({ kind: "response", message });
  }

  remove(node: NodeAddress, requestId: string): void {
    const key = nodeKey(node);
    const ofNode = this.#byNode.get(key);
    if (ofNode?.delete(requestId) === true) this.#count -= 1;
    if (ofNode?.size === 0) this.#byNode.delete(key);
  }

  tellNode(node: NodeAddress, signal: Signal): void {
    for (const pending of this.#byNode.get(nodeKey(node))?.values() ?? []) pending.put(signal);
  }

  tellAll(signal: Signal): void {
    for (const ofNode of this.#byNode.values()) {
      for (const pending of ofNode.values()) pending.put(signal);
    }
  }
}
