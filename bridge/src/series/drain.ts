import type { Logger } from "pino";
import type { Position } from "../journal/format.ts";
import { comparePositions } from "../journal/format.ts";
import type { FrameVisitor } from "../journal/frame-reader.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournalReader } from "../journal/journal-reader.ts";
import { type Clock, pause } from "../time/clock.ts";
import { type Reading, type RefusedReading, type SeriesStore, SeriesStoreError } from "./series-store.ts";

export interface DrainParts {
  readonly journal: Journal;
  readonly store: SeriesStore;
  /** Told what the store will never take. */
  readonly onRefused: (refused: readonly RefusedReading[]) => void;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly log: Logger;
}

export interface DrainOptions {
  /** Readings a second, at most: a backlog must not overrun a store that just came back. */
  readonly maxReadingsPerSecond?: number | undefined;
}

const DRAIN_DEFAULTS = { maxReadingsPerSecond: 100_000 } as const;

export interface DrainStats {
  readonly stored: number;
  /** Readings that the store will never take; they are in the dead letters. */
  readonly refused: number;
  /** Writes that failed and were, or will be, tried again. */
  readonly failures: number;
}

/** A reading is written when it has waited this long, milliseconds, or there is a batch full of them. */
const MAX_AGE_MS = 500;
/** Waits between tries: 1, 2, 4 ... 30 s, each plus up to 10 %. */
const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
const RETRY_JITTER = 0.1;

/** Moves readings from the journal into the series store, in order and in batches; what fails is tried again. */
export class Drain {
  readonly #parts: DrainParts;
  readonly #maxPerMs: number;
  readonly #reader: JournalReader;
  readonly #stopped = new AbortController();
  /** The objects of all batches, one batch at a time: new ones each time would all outlive the young. */
  readonly #pool: { -readonly [Name in keyof Reading]: Reading[Name] }[] = [];
  #batch: readonly Reading[] = [];
  /** Behind the last reading of the batch. */
  #batchEnd: Position;
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #stored = 0;
  #refused = 0;
  #failures = 0;
  #failuresInRow = 0;
  #lastReason = "";

  constructor(parts: DrainParts, options: DrainOptions = {}) {
    this.#parts = parts;
    this.#maxPerMs = (options.maxReadingsPerSecond ?? DRAIN_DEFAULTS.maxReadingsPerSecond) / 1_000;
    this.#batchEnd = parts.journal.cursors.series;
    this.#reader = parts.journal.reader(this.#batchEnd);
    parts.journal.onTrim((start) => {
      if (comparePositions(this.#reader.position, start) < 0) this.#reader.seek(start);
    });
  }

  get stats(): DrainStats {
    return { stored: this.#stored, refused: this.#refused, failures: this.#failures };
  }

  /** Whether the last write failed. */
  get failing(): boolean {
    return this.#failuresInRow > 0;
  }

  /** Tells that there is more in the journal. */
  notify(): void {
    if (this.#writing !== undefined || this.failing) return;
    if (this.#parts.journal.stats.waiting >= this.#parts.store.maxBatch) this.#write();
    else this.#cancelTimer ??= this.#parts.clock.after(MAX_AGE_MS, () => this.#write());
  }

  /** Writes all that is in the journal; resolves when that is done or has failed. */
  async flush(): Promise<void> {
    const { journal } = this.#parts;
    do {
      this.#write();
      await this.#writing;
    } while (!this.failing && comparePositions(this.#reader.position, journal.end) < 0);
  }

  /** Ends the work; what is not stored stays in the journal. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#cancelTimer?.();
    await this.#writing;
    this.#reader.close();
  }

  #write(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing ??= this.#run().finally(() => {
      this.#writing = undefined;
      this.#goOn();
    });
  }

  #goOn(): void {
    if (this.#stopped.signal.aborted) return;
    const { clock, journal } = this.#parts;
    if (this.failing) return;
    if (comparePositions(this.#reader.position, journal.end) < 0) {
      this.#cancelTimer ??= clock.after(MAX_AGE_MS, () => this.#write());
    }
  }

  /** Writes batch after batch while there are full ones, and one that is not. */
  async #run(): Promise<void> {
    const { journal, store, clock } = this.#parts;
    do {
      if (this.#batch.length === 0) this.#readBatch();
      if (this.#batch.length === 0) {
        journal.commitSeries(this.#batchEnd, 0);
        return;
      }
      const startMs = clock.now();
      const { length } = this.#batch;
      if (!(await this.#writeBatch())) return;
      const restMs = length / this.#maxPerMs - (clock.now() - startMs);
      if (restMs >= 1) await pause(clock, restMs, this.#stopped.signal);
    } while (!this.#stopped.signal.aborted && journal.stats.waiting >= store.maxBatch);
  }

  #readBatch(): void {
    const pool = this.#pool;
    let count = 0;
    const visitor: FrameVisitor = {
      reading(series, timeMs, value, quality) {
        const reading = pool[count];
        if (reading === undefined) pool.push({ series, timeMs, value, quality });
        else {
          reading.series = series;
          reading.timeMs = timeMs;
          reading.value = value;
          reading.quality = quality;
        }
        count += 1;
      },
    };
    this.#reader.read(visitor, this.#parts.store.maxBatch);
    this.#batch = pool.slice(0, count);
    this.#batchEnd = this.#reader.position;
  }

  async #writeBatch(): Promise<boolean> {
    const { journal, store, log, onRefused } = this.#parts;
    const batch = this.#batch;
    try {
      const refused: RefusedReading[] = [];
      // A frame that a full disk held back may be longer than a batch.
      for (let at = 0; at < batch.length; at += store.maxBatch) {
        refused.push(...(await store.write(batch.slice(at, at + store.maxBatch))));
      }
      this.#batch = [];
      this.#stored += batch.length - refused.length;
      this.#refused += refused.length;
      if (refused.length > 0) onRefused(refused);
      if (this.failing) log.info("readings can be stored again");
      this.#failuresInRow = 0;
      this.#lastReason = "";
      journal.commitSeries(this.#batchEnd, batch.length);
      return true;
    } catch (error) {
      this.#failures += 1;
      this.#failuresInRow += 1;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#lastReason) {
        log.error({ err: error }, `readings cannot be stored, they wait in the durable log: ${reason}`);
      }
      this.#lastReason = reason;
      this.#retryLater(error instanceof SeriesStoreError ? error.retryAfterMs : undefined);
      return false;
    }
  }

  #retryLater(retryAfterMs: number | undefined): void {
    if (this.#stopped.signal.aborted) return;
    const { clock, random } = this.#parts;
    const backoff = Math.min(MIN_RETRY_MS * 2 ** (this.#failuresInRow - 1), MAX_RETRY_MS);
    const delay = Math.max(retryAfterMs ?? 0, backoff) * (1 + random() * RETRY_JITTER);
    this.#cancelTimer ??= clock.after(Math.round(delay), () => this.#write());
  }
}
