import { keyOf, type NodeName } from "./own-nodes.ts";

/**
 * The nodes that can be commanded: those that have announced themselves and not said goodbye. One that was lost stays: its
 * session waits for it on the broker, and so do its commands.
 */
export class BornNodes {
  readonly #nodes: NodeName[] = [];
  /** Place of each in the list. */
  readonly #places = new Map<string, number>();

  get count(): number {
    return this.#nodes.length;
  }

  at(place: number): NodeName | undefined {
    return this.#nodes[place];
  }

  add(node: NodeName): void {
    const key = keyOf(node);
    if (this.#places.has(key)) return;
    this.#places.set(key, this.#nodes.length);
    this.#nodes.push(node);
  }

  remove(node: NodeName): void {
    const place = this.#places.get(keyOf(node));
    const last = this.#nodes.pop();
    if (last === undefined) return;
    if (place === undefined) {
      this.#nodes.push(last);
      return;
    }
    this.#places.delete(keyOf(node));
    if (place === this.#nodes.length) return;
    // The last one takes the free place.
    this.#nodes[place] = last;
    this.#places.set(keyOf(last), place);
  }
}
