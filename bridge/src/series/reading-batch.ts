import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";
import type { Reading, SeriesStore } from "./series-store.ts";

/** A batch is written when it is this old, milliseconds, or this long: row by row SQLite is far too slow. */
const MAX_AGE_MS = 500;
const MAX_ROWS = 1_000;
/** Readings that wait in memory while the store fails; beyond, the oldest are dropped and counted. */
const MAX_WAITING = 100_000;
/** Wait before the next try after a failure, milliseconds. */
const RETRY_MS = 1_000;

export interface BatchStats {
  readonly stored: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly failures: number;
}

/** Collects readings and writes them in groups; what cannot be written waits, up to a bound. */
export class ReadingBatch {
  readonly #store: SeriesStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #maxWaiting: number;
  #waiting: Reading[] = [];
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #stored = 0;
  #dropped = 0;
  #failures = 0;
  #failing = false;

  constructor(store: SeriesStore, clock: Clock, log: Logger, maxWaiting = MAX_WAITING) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#maxWaiting = maxWaiting;
  }

  get stats(): BatchStats {
    return {
      stored: this.#stored,
      waiting: this.#waiting.length,
      dropped: this.#dropped,
      failures: this.#failures,
    };
  }

  /** Whether the last write failed. */
  get failing(): boolean {
    return this.#failing;
  }

  add(reading: Reading): void {
    this.#waiting.push(reading);
    if (this.#waiting.length > this.#maxWaiting) {
      // A hundredth at a time, as shifting an array this long for each reading would cost more than storing it.
      const excess = Math.ceil(this.#maxWaiting / 100);
      this.#waiting.splice(0, excess);
      this.#dropped += excess;
    }
    if (this.#waiting.length >= MAX_ROWS && !this.#failing) this.#write();
    else this.#cancelTimer ??= this.#clock.after(this.#failing ? RETRY_MS : MAX_AGE_MS, () => this.#write());
  }

  /** Writes all that waits; resolves when that is done or has failed. */
  async flush(): Promise<void> {
    do {
      this.#write();
      await this.#writing;
    } while (this.#waiting.length > 0 && !this.#failing);
  }

  #write(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#waiting.length > 0) this.#writing ??= this.#writeOnce();
  }

  async #writeOnce(): Promise<void> {
    const batch = this.#waiting.splice(0, MAX_ROWS);
    try {
      await this.#store.write(batch);
      this.#stored += batch.length;
      if (this.#failing) this.#log.info("readings can be stored again");
      this.#failing = false;
    } catch (error) {
      this.#failures += 1;
      this.#waiting = [...batch, ...this.#waiting];
      if (!this.#failing) this.#log.error({ err: error }, "readings cannot be stored, they wait in memory");
      this.#failing = true;
    }
    this.#writing = undefined;
    if (this.#waiting.length > 0) {
      const delay = this.#failing ? RETRY_MS : this.#waiting.length >= MAX_ROWS ? 0 : MAX_AGE_MS;
      this.#cancelTimer ??= this.#clock.after(delay, () => this.#write());
    }
  }
}
