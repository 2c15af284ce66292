import type { Clock } from "../../scheduler/clock.ts";
import type { Hold, Impairment } from "./impairment.ts";

interface Held {
  readonly bytes: number;
  readonly deliver: () => void;
  dueMs: number;
}

/** One direction of a line: what is under way on it, in its order. */
export class Lane {
  readonly #clock: Clock;
  readonly #holds = new Map<Impairment, Hold>();
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes that are under way. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether what is sent now arrives now. */
  get isClear(): boolean {
    return this.#holds.size === 0 && this.#held.length === 0;
  }

  add(impairment: Impairment): void {
    this.#holds.set(impairment, impairment.begin());
  }

  /** What waited for this to end arrives at once, as if sent again. */
  remove(impairment: Impairment): void {
    this.#holds.delete(impairment);
    const nowMs = this.#clock.monotonicMs();
    for (const held of this.#held) {
      if (held.dueMs === Number.POSITIVE_INFINITY) held.dueMs = nowMs + this.#delayMs(held.bytes, nowMs);
    }
    this.#arm();
  }

  /** Lets something pass: at once where the lane is clear, otherwise when its time has come. */
  pass(bytes: number, deliver: () => void): void {
    if (this.isClear) {
      deliver();
      return;
    }
    const nowMs = this.#clock.monotonicMs();
    const behindMs = this.#held.at(-1)?.dueMs ?? 0;
    this.#held.push({ bytes, deliver, dueMs: Math.max(behindMs, nowMs + this.#delayMs(bytes, nowMs)) });
    this.#heldBytes += bytes;
    if (this.#held.length === 1) this.#arm();
  }

  #delayMs(bytes: number, nowMs: number): number {
    let delayMs = 0;
    for (const hold of this.#holds.values()) delayMs += hold(bytes, nowMs);
    return delayMs;
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const dueMs = this.#held[0]?.dueMs;
    if (dueMs === undefined || dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, dueMs - this.#clock.monotonicMs());
    this.#cancelTimer = this.#clock.timer(delayMs, () => this.#deliver());
  }

  #deliver(): void {
    const nowMs = this.#clock.monotonicMs();
    // A timer may be a fraction of a millisecond early.
    while ((this.#held[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= nowMs + 0.5) {
      const { bytes, deliver } = this.#held.shift() as Held;
      this.#heldBytes -= bytes;
      deliver();
    }
    this.#arm();
  }
}
