import type { Clock } from "../scheduler/clock.ts";
import type { Hold } from "./impairment.ts";

interface Held {
  readonly bytes: number;
  readonly deliver: () => void;
  dueMs: number;
}

/** One direction of a line: what is under way on it. Nothing overtakes anything, as in TCP. */
export class Lane {
  readonly #clock: Clock;
  readonly #held: Held[] = [];
  #holds: readonly Hold[] = [];
  #heldBytes = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes that are under way. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Nothing is under way. */
  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  /** What impairs it from now on. What waited without end gets a new time; the rest keeps its own. */
  impair(holds: readonly Hold[]): void {
    this.#holds = holds;
    const nowMs = this.#clock.monotonicMs();
    for (const held of this.#held) {
      if (held.dueMs === Number.POSITIVE_INFINITY) held.dueMs = nowMs + this.#delayMs(held.bytes, nowMs);
    }
    this.#arm();
  }

  /** Lets something pass: at once where nothing is in its way, otherwise when its time has come. */
  pass(bytes: number, deliver: () => void): void {
    const nowMs = this.#clock.monotonicMs();
    const delayMs = this.#delayMs(bytes, nowMs);
    if (delayMs === 0 && this.isEmpty) {
      deliver();
      return;
    }
    const behindMs = this.#held.at(-1)?.dueMs ?? 0;
    this.#held.push({ bytes, deliver, dueMs: Math.max(behindMs, nowMs + delayMs) });
    this.#heldBytes += bytes;
    if (this.#held.length === 1) this.#arm();
  }

  /** Forgets what is under way: the connection is over. */
  clear(): void {
    this.#held.length = 0;
    this.#heldBytes = 0;
    this.#arm();
  }

  #delayMs(bytes: number, nowMs: number): number {
    let delayMs = 0;
    for (const hold of this.#holds) delayMs += hold(bytes, nowMs);
    return delayMs;
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const dueMs = this.#held[0]?.dueMs ?? Number.POSITIVE_INFINITY;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(1, Math.ceil(dueMs - this.#clock.monotonicMs()));
    this.#cancelTimer = this.#clock.timer(delayMs, () => this.#deliver());
  }

  #deliver(): void {
    const nowMs = this.#clock.monotonicMs();
    for (let first = this.#held[0]; first !== undefined && first.dueMs <= nowMs; first = this.#held[0]) {
      this.#held.shift();
      this.#heldBytes -= first.bytes;
      first.deliver();
    }
    this.#arm();
  }
}
