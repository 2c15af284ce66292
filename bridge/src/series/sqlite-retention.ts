import type Database from "libsql";

export interface SqliteOptions {
  /** Days after which readings are kept as 15-minute windows only; 90 when absent. */
  readonly rawDays?: number | undefined;
  /** Days after which those windows are removed, too; 1,825 (five years) when absent. */
  readonly windowDays?: number | undefined;
}

const DEFAULTS = { rawDays: 90, windowDays: 1_825 } as const;
const DAY_MS = 24 * 3_600_000;

type Statement = Database.Statement<[readonly number[]]>;

// Readings that came late for a window that exists are added to it.
const ROLL_UP = `INSERT INTO windows (series_id, time, count, mean, min, max, quality)
  SELECT series_id, time - time % 900000, count(*), avg(value), min(value), max(value), avg(quality)
  FROM readings WHERE series_id = ? AND time < ? GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET
    count = count + excluded.count,
    mean = (mean * count + excluded.mean * excluded.count) / (count + excluded.count),
    min = min(min, excluded.min),
    max = max(max, excluded.max),
    quality = (quality * count + excluded.quality * excluded.count) / (count + excluded.count)`;
const WINDOW_MS = 900_000;

/** Keeps the database from growing for ever: old readings become windows, old windows go. */
export class SqliteRetention {
  readonly #database: Database.Database;
  readonly #rawMs: number;
  readonly #windowMs: number;
  readonly #oldest: Statement;
  readonly #rollUp: Statement;
  readonly #deleteReadings: Statement;
  readonly #deleteWindows: Statement;

  constructor(database: Database.Database, options: SqliteOptions) {
    this.#database = database;
    this.#rawMs = (options.rawDays ?? DEFAULTS.rawDays) * DAY_MS;
    this.#windowMs = (options.windowDays ?? DEFAULTS.windowDays) * DAY_MS;
    const prepare = (sql: string): Statement => database.prepare<[readonly number[]]>(sql);
    this.#oldest = prepare("SELECT time FROM readings WHERE series_id = ? ORDER BY time LIMIT 1");
    this.#rollUp = prepare(ROLL_UP);
    this.#deleteReadings = prepare("DELETE FROM readings WHERE series_id = ? AND time < ?");
    this.#deleteWindows = prepare("DELETE FROM windows WHERE series_id = ? AND time < ?");
  }

  /** Does all that is due, a day of a series at a time, so that nothing waits for long. */
  async apply(nowMs: number, signal: AbortSignal): Promise<void> {
    const rawEnd = nowMs - this.#rawMs - ((nowMs - this.#rawMs) % WINDOW_MS);
    const ids = this.#database.prepare<[readonly number[]]>("SELECT id FROM series").all([]) as {
      id: number;
    }[];
    for (const { id } of ids) {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) return;
        const oldest = (this.#oldest.get([id]) as { time: number } | undefined)?.time;
        if (oldest === undefined || oldest >= rawEnd) break;
        this.#step(id, Math.min(rawEnd, oldest - (oldest % DAY_MS) + DAY_MS));
      }
      this.#deleteWindows.run([id, nowMs - this.#windowMs]);
    }
  }

  #step(id: number, end: number): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#rollUp.run([id, end]);
      this.#deleteReadings.run([id, end]);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
