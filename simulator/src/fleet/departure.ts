import type { VirtualNode } from "../node/virtual-node.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { Roster } from "./roster.ts";

/** Planned absences under way at once when the fleet stops. */
const MAX_ENDING = 500;

/** The end of all nodes in order: planned absences, a bounded number at a time. */
export class Departure {
  readonly #nodes: readonly VirtualNode[];
  readonly #roster: Roster;
  readonly #onBefore: number;
  #lookedAt = 0;
  /** Of those that were looked at, the nodes that were on. */
  #told = 0;
  #onOver: () => void = () => undefined;

  constructor(nodes: readonly VirtualNode[], roster: Roster) {
    this.#nodes = nodes;
    this.#roster = roster;
    this.#onBefore = roster.on;
  }

  /** Begins it. Resolves when all nodes are off, or after this time. */
  begin(clock: Clock, limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = clock.timer(limitMs, resolve);
      this.#onOver = () => {
        cancelTimer();
        resolve();
      };
      this.goOn();
    });
  }

  /** To be called when nodes went off. */
  goOn(): void {
    const underWay = (): number => this.#told - (this.#onBefore - this.#roster.on);
    while (this.#lookedAt < this.#nodes.length && underWay() < MAX_ENDING) {
      const node = this.#nodes[this.#lookedAt++] as VirtualNode;
      if (!this.#roster.isOn(node.index)) continue;
      this.#told++;
      node.shutdown("shutdown");
    }
    if (this.#roster.on === 0) this.#onOver();
  }
}
