/** Connects of a fleet that may be under way at once: a broker's listen backlog is 100. */
export const MAX_OPENING = 64;

/**
 * Says how many nodes are to be switched on or off now, to get from those that are on to those that are wanted at the
 * rate that was asked for, and without running the broker over. Time is passed in.
 */
export class Arrivals {
  readonly #maxOpening: number;
  #perMs: number;
  #wanted: number;
  #credit = 1;
  #lastMs: number;
  #opening = 0;
  #paused = false;

  /**
   * @param wanted nodes that are to be on
   * @param ratePerS nodes in a second, at most
   * @param maxOpening connects that may be under way at once
   */
  constructor(wanted: number, ratePerS: number, nowMs: number, maxOpening = MAX_OPENING) {
    this.#maxOpening = maxOpening;
    this.#wanted = wanted;
    this.#perMs = ratePerS / 1000;
    this.#lastMs = nowMs;
  }

  /** Changes how many are wanted, and how fast. */
  aim(wanted: number, ratePerS: number, nowMs: number): void {
    this.#wanted = wanted;
    this.#perMs = ratePerS / 1000;
    this.#credit = 1;
    this.#lastMs = nowMs;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
  }

  /** The difference between those that are wanted and those that are on. */
  missing(on: number): number {
    return this.#paused ? 0 : this.#wanted - on;
  }

  /**
   * How many nodes to switch on at this moment, or, negative, off; those switched on count as opening from now on.
   * @param on nodes that are on
   */
  take(nowMs: number, on: number): number {
    // At most one second's worth is saved up while the broker is slow.
    const most = Math.max(1, this.#perMs * 1000);
    this.#credit = Math.min(most, this.#credit + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    const missing = this.missing(on);
    const allowed = Math.floor(this.#credit);
    const count = missing < 0 ? Math.min(-missing, allowed) : this.#openings(missing, allowed);
    this.#credit -= count;
    return missing < 0 ? -count : count;
  }

  #openings(missing: number, allowed: number): number {
    const count = Math.max(0, Math.min(missing, this.#maxOpening - this.#opening, allowed));
    this.#opening += count;
    return count;
  }

  /** The first connect of a node that was switched on is decided, one way or the other. */
  settled(): void {
    this.#opening--;
  }

  /** When there may be credit for the next one, ms from now. */
  get pauseMs(): number {
    return Math.max(1, (1 - this.#credit) / this.#perMs);
  }
}
