/** Connects of a fleet that may be under way at once: a broker's listen backlog is 100. */
export const MAX_OPENING = 64;

/** Says how many nodes may be switched on now, so that the broker is not run over. Time is passed in. */
export class Starter {
  readonly #perMs: number;
  #credit = 1;
  #lastMs: number;
  #opening = 0;

  /** @param ratePerS nodes in a second, at most */
  constructor(ratePerS: number, nowMs: number) {
    this.#perMs = ratePerS / 1000;
    this.#lastMs = nowMs;
  }

  /** How many nodes to switch on at this moment; they count as opening from now on. */
  take(nowMs: number, wanted: number): number {
    // At most one second's worth is saved up while the broker is slow.
    const most = Math.max(1, this.#perMs * 1000);
    this.#credit = Math.min(most, this.#credit + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    const count = Math.max(0, Math.min(wanted, MAX_OPENING - this.#opening, Math.floor(this.#credit)));
    this.#credit -= count;
    this.#opening += count;
    return count;
  }

  /** The first connect of a node is decided, one way or the other. */
  settled(): void {
    this.#opening--;
  }

  /** When there may be credit for the next one, ms from now. */
  get pauseMs(): number {
    return Math.max(1, (1 - this.#credit) / this.#perMs);
  }
}
