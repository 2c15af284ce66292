import type { VirtualNode } from "../node/virtual-node.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Roster } from "./roster.ts";

/** Keeps as many of the nodes on as are wanted: always the first ones. */
export class Turnout {
  readonly #nodes: readonly VirtualNode[];
  readonly #roster: Roster;
  readonly #arrivals: Arrivals;
  readonly #clock: Clock;
  /** To be looked at from then on, monotonic ms. */
  readonly #lookAt: (dueMs: number) => void;
  /** Nodes that were switched on here and not off again. */
  #on = 0;

  constructor(
    nodes: readonly VirtualNode[],
    parts: {
      readonly roster: Roster;
      readonly arrivals: Arrivals;
      readonly clock: Clock;
      readonly lookAt: (dueMs: number) => void;
    },
  ) {
    this.#nodes = nodes;
    this.#roster = parts.roster;
    this.#arrivals = parts.arrivals;
    this.#clock = parts.clock;
    this.#lookAt = parts.lookAt;
  }

  aim(nodes: number, ratePerS: number): void {
    const wanted = Math.min(this.#nodes.length, Math.max(0, Math.round(nodes)));
    this.#arrivals.aim(wanted, ratePerS, this.#clock.monotonicMs());
    this.lookSoon();
  }

  pause(): void {
    this.#arrivals.paused = true;
  }

  resume(): void {
    this.#arrivals.paused = false;
    this.lookSoon();
  }

  lookSoon(): void {
    this.#lookAt(this.#clock.monotonicMs());
  }

  /** Switches on or off what is due. */
  look(): void {
    const nowMs = this.#clock.monotonicMs();
    for (let count = this.#arrivals.take(nowMs, this.#on); count !== 0; count -= Math.sign(count)) {
      if (count > 0) this.#arrive(this.#nodes[this.#on++] as VirtualNode);
      else (this.#nodes[--this.#on] as VirtualNode).shutdown("shutdown");
    }
    if (this.#arrivals.missing(this.#on) !== 0) this.#lookAt(nowMs + this.#arrivals.pauseMs);
  }

  /** The first connect of a node is decided, one way or the other, or will never be. */
  settle(index: number): void {
    if (this.#roster.settles(index)) this.#arrivals.settled();
  }

  #arrive(node: VirtualNode): void {
    // Somebody may have switched it on already.
    if (this.#roster.isOn(node.index)) {
      this.#arrivals.settled();
      return;
    }
    this.#roster.opens(node.index);
    node.start();
  }
}
