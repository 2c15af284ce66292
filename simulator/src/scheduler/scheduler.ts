import type { Clock } from "./clock.ts";
import { TimingWheel } from "./wheel.ts";

/** Longest delay of the host's timer; the wheel is looked at again by then. */
const MAX_DELAY_MS = 60_000;

/** Runs the entries of a {@link TimingWheel} when they are due, with one timer of the host for all of them. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #wheel: TimingWheel;
  readonly #fire: (entry: number, dueMs: number) => void;
  /** To be called when all that was due has run. */
  readonly #settled: () => void;
  #cancelTimer: (() => void) | null = null;
  #timerDueMs = Number.POSITIVE_INFINITY;
  #running = false;
  #stopped = false;

  /** @param fire gets the entry, and the time at which it was to run */
  constructor(
    clock: Clock,
    entries: number,
    fire: (entry: number, dueMs: number) => void,
    settled: () => void,
  ) {
    this.#clock = clock;
    this.#wheel = new TimingWheel(entries, clock.monotonicMs());
    this.#fire = fire;
    this.#settled = settled;
  }

  /** Runs the entry at this time (monotonic ms) instead of any other time it was scheduled for. */
  at(entry: number, dueMs: number): void {
    if (this.#stopped) return;
    const firesMs = this.#wheel.schedule(entry, dueMs);
    if (!this.#running && firesMs < this.#timerDueMs) this.#arm(firesMs);
  }

  cancel(entry: number): void {
    this.#wheel.cancel(entry);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #arm(dueMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#timerDueMs = dueMs;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(Math.max(Math.ceil(dueMs - this.#clock.monotonicMs()), 1), MAX_DELAY_MS);
    this.#cancelTimer = this.#clock.timer(delayMs, () => this.#run());
  }

  #run(): void {
    this.#running = true;
    try {
      this.#wheel.advance(this.#clock.monotonicMs(), this.#fire);
      this.#settled();
    } finally {
      this.#running = false;
      if (!this.#stopped) this.#arm(this.#wheel.nextDueMs());
    }
  }
}
