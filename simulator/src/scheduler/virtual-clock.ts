import type { Clock } from "./clock.ts";

interface Timer {
  readonly dueMs: number;
  /** Timers of one moment run in the order in which they were set. */
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that passes only when it is told to, as fast as the machine allows. Whatever runs on it alone is deterministic: the
 * same calls give the same order of events.
 */
export class VirtualClock implements Clock {
  readonly #startUtcMs: number;
  #nowMs = 0;
  #order = 0;
  /** A fleet has a handful of timers: a sorted list, the next at the end. */
  readonly #timers: Timer[] = [];

  /** @param utcMs Unix time at its beginning */
  constructor(utcMs: number) {
    this.#startUtcMs = utcMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  utcMs(): number {
    return this.#startUtcMs + this.#nowMs;
  }

  timer(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1] as Timer).dueMs <= timer.dueMs) at--;
    this.#timers.splice(at, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Lets this much time pass, and runs what falls due on the way, each at its time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (true) {
      const next = this.#timers.at(-1);
      if (next === undefined || next.dueMs > untilMs) break;
      this.#timers.pop();
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = untilMs;
  }
}
