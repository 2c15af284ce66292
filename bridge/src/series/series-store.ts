import type { MetricName } from "@homesync/protocol";

/** One point of the measurement `power_readings` (REQ-007): tags home_id, node_id, metric; fields value, quality. */
export interface Reading {
  readonly homeId: string;
  readonly nodeId: string;
  readonly metric: MetricName;
  readonly value: number;
  /** 0-100, percent. */
  readonly quality: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

export interface SeriesRange {
  readonly homeId: string;
  readonly nodeId: string;
  readonly metric: MetricName;
  /** Inclusive, milliseconds since 1970. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly order: "asc" | "desc";
  /** Most points to return. */
  readonly limit: number;
}

export interface Point {
  readonly timeMs: number;
  readonly value: number;
  readonly quality: number;
}

/** All readings of one window of time. */
export interface Window {
  /** Start of the window, a multiple of its length since 1970. */
  readonly timeMs: number;
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Where readings are kept. There is one reading a series and millisecond: a later write replaces an earlier one. */
export interface SeriesStore {
  /**
   * Stores all of them or none.
   * @throws when none is stored; the caller may try again with the same
   */
  write(readings: readonly Reading[]): Promise<void>;
  history(range: SeriesRange): Promise<readonly Point[]>;
  /** @param everyMs length of a window, milliseconds */
  windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]>;
  close(): Promise<void>;
}
