import type Database from "libsql";
import type { Series } from "./series-names.ts";
import type { Point, Reading, RefusedReading, SeriesRange, SeriesStore, Window } from "./series-store.ts";
import { openDatabase } from "./sqlite-connection.ts";
import { type SqliteOptions, SqliteRetention } from "./sqlite-retention.ts";
import { MIGRATIONS } from "./sqlite-schema.ts";

// Every statement binds one array: libsql aborts the process on a boolean and on a lone positional Buffer or Date.
type Bound = readonly (number | string)[];
type Statement = Database.Statement<[Bound]>;

const INSERT_SERIES = "INSERT INTO series (home_id, node_id, metric) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const SELECT_SERIES = "SELECT id FROM series WHERE home_id = ? AND node_id = ? AND metric = ?";
const INSERT_READING = `INSERT INTO readings (series_id, time, value, quality) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET value = excluded.value, quality = excluded.quality`;

const RANGE = "series_id = ? AND time >= ? AND time < ?";
const pointsQuery = (order: SeriesRange["order"]): string =>
  `SELECT time AS timeMs, value, quality FROM readings WHERE ${RANGE}
  UNION ALL SELECT time, mean, quality FROM windows WHERE ${RANGE} ORDER BY 1 ${order} LIMIT ?`;
const windowsQuery = (order: SeriesRange["order"]): string =>
  `SELECT time - time % CAST(? AS INTEGER) AS timeMs,
    sum(count) AS count, sum(mean * count) / sum(count) AS mean, min(min) AS min, max(max) AS max
  FROM (
    SELECT time, 1 AS count, value AS mean, value AS min, value AS max FROM readings WHERE ${RANGE}
    UNION ALL SELECT time, count, mean, min, max FROM windows WHERE ${RANGE}
  ) GROUP BY 1 ORDER BY 1 ${order} LIMIT ?`;

/** Readings in one SQLite file. Other processes may read it meanwhile (the view `power_readings` is meant for that). */
export class SqliteStore implements SeriesStore {
  /** Writing is synchronous: so many hold up everything else for a few milliseconds. */
  readonly maxBatch = 1_000;
  readonly #database: Database.Database;
  readonly #insertSeries: Statement;
  readonly #selectSeries: Statement;
  readonly #insertReading: Statement;
  readonly #points: Readonly<Record<SeriesRange["order"], Statement>>;
  readonly #windows: Readonly<Record<SeriesRange["order"], Statement>>;
  readonly #seriesIds = new Map<Series, number>();

  readonly #retention: SqliteRetention;
  readonly #closed = new AbortController();
  #maintenance: Promise<void> = Promise.resolve();

  /** @throws StartError when the file cannot be used */
  constructor(file: string, options: SqliteOptions = {}) {
    this.#database = openDatabase(file, MIGRATIONS);
    this.#retention = new SqliteRetention(this.#database, options);
    const prepare = (sql: string): Statement => this.#database.prepare<[Bound]>(sql);
    this.#insertSeries = prepare(INSERT_SERIES);
    this.#selectSeries = prepare(SELECT_SERIES);
    this.#insertReading = prepare(INSERT_READING);
    this.#points = { asc: prepare(pointsQuery("asc")), desc: prepare(pointsQuery("desc")) };
    this.#windows = { asc: prepare(windowsQuery("asc")), desc: prepare(windowsQuery("desc")) };
  }

  async write(readings: readonly Reading[]): Promise<readonly RefusedReading[]> {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      for (const { series, timeMs, value, quality } of readings) {
        this.#insertReading.run([this.#ensureSeries(series), timeMs, value, quality]);
      }
      this.#database.exec("COMMIT");
      return [];
    } catch (error) {
      // Ids that were made in this transaction are gone with it.
      this.#seriesIds.clear();
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  async history(range: SeriesRange): Promise<readonly Point[]> {
    const id = this.#findSeries(range);
    if (id === undefined) return [];
    const { fromMs, toMs, limit, order } = range;
    const within = [id, fromMs, toMs];
    return this.#points[order].all([...within, ...within, limit]) as Point[];
  }

  async windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]> {
    const id = this.#findSeries(range);
    if (id === undefined) return [];
    const { fromMs, toMs, limit, order } = range;
    const within = [id, fromMs, toMs];
    return this.#windows[order].all([everyMs, ...within, ...within, limit]) as Window[];
  }

  async maintain(nowMs: number): Promise<void> {
    this.#maintenance = this.#retention.apply(nowMs, this.#closed.signal);
    await this.#maintenance;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#maintenance.catch(() => undefined);
    this.#seriesIds.clear();
    this.#database.close();
  }

  #ensureSeries(series: Series): number {
    const known = this.#seriesIds.get(series);
    if (known !== undefined) return known;
    const { homeId, nodeId, metric } = series;
    this.#insertSeries.run([homeId, nodeId, metric]);
    const { id } = this.#selectSeries.get([homeId, nodeId, metric]) as { id: number };
    this.#seriesIds.set(series, id);
    return id;
  }

  #findSeries({ homeId, nodeId, metric }: SeriesRange): number | undefined {
    return (this.#selectSeries.get([homeId, nodeId, metric]) as { id: number } | undefined)?.id;
  }
}
