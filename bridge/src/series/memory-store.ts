import type { Series } from "./series-names.ts";
import type { Point, Reading, RefusedReading, SeriesRange, SeriesStore, Window } from "./series-store.ts";

/** Readings of a series that are kept. */
const MAX_POINTS = 10_000;

/** The latest readings of each series, in this process: for trials, and for those who only want what is now. */
export class MemoryStore implements SeriesStore {
  readonly maxBatch = 5_000;
  readonly #series = new Map<string, Point[]>();

  async write(readings: readonly Reading[]): Promise<readonly RefusedReading[]> {
    for (const { series, timeMs, value, quality } of readings)
      this.#insert(series, { timeMs, value, quality });
    return [];
  }

  async history(range: SeriesRange): Promise<readonly Point[]> {
    return this.#ordered(this.#within(range), range);
  }

  async windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]> {
    const windows = new Map<number, Point[]>();
    for (const point of this.#within(range)) {
      const startMs = point.timeMs - (point.timeMs % everyMs);
      const window = windows.get(startMs);
      if (window === undefined) windows.set(startMs, [point]);
      else window.push(point);
    }
    return this.#ordered([...windows].map(summary), range);
  }

  async close(): Promise<void> {
    this.#series.clear();
  }

  #insert(series: Series, point: Point): void {
    const key = keyOf(series);
    const points = this.#series.get(key) ?? [];
    this.#series.set(key, points);
    // Nearly always the newest; a late one finds its place from the end.
    let at = points.length;
    while (at > 0 && (points[at - 1] as Point).timeMs > point.timeMs) at -= 1;
    const replaces = at > 0 && (points[at - 1] as Point).timeMs === point.timeMs;
    if (replaces) points[at - 1] = point;
    else points.splice(at, 0, point);
    if (points.length > MAX_POINTS) points.splice(0, MAX_POINTS / 10);
  }

  #within(range: SeriesRange): readonly Point[] {
    const points = this.#series.get(keyOf(range)) ?? [];
    return points.filter(({ timeMs }) => timeMs >= range.fromMs && timeMs < range.toMs);
  }

  #ordered<Item>(items: readonly Item[], { order, limit }: SeriesRange): readonly Item[] {
    return (order === "asc" ? items : items.toReversed()).slice(0, limit);
  }
}

const keyOf = ({ homeId, nodeId, metric }: Series): string => `${homeId}/${nodeId}/${metric}`;

function summary([timeMs, points]: [number, readonly Point[]]): Window {
  const values = points.map(({ value }) => value);
  return {
    timeMs,
    count: values.length,
    mean: values.reduce((total, value) => total + value, 0) / values.length,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
