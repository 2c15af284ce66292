import { LIMITS } from "@homesync/protocol";

/** Waits between connects: 1, 2, 4 ... 60 s, each plus up to 10 % (REQ-002; design: connect). */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random uniform in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The wait before the next connect, in milliseconds. */
  next(): number {
    const { reconnectBackoffMin, reconnectBackoffMax, reconnectJitter } = LIMITS;
    const base = Math.min(reconnectBackoffMin.value * 2 ** this.#failures, reconnectBackoffMax.value);
    if (base < reconnectBackoffMax.value) this.#failures += 1;
    return Math.round(base * (1 + (this.#random() * reconnectJitter.value) / 100));
  }

  /** Starts again at the shortest wait, after a connection that lasted `connectedMs`, if that was long enough. */
  connectedFor(connectedMs: number): void {
    if (connectedMs >= LIMITS.stableConnection.value) this.#failures = 0;
  }
}
