import type { MetricName } from "@homesync/protocol";
import type { Series } from "./series-names.ts";

/** One point of the measurement `power_readings` (REQ-007): tags home_id, node_id, metric; fields value, quality. */
export interface Reading {
  readonly series: Series;
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

/** A reading that the store will never take, and why. */
export interface RefusedReading {
  readonly reading: Reading;
  readonly reason: string;
}

/** Where readings are kept. There is one reading a series and millisecond: a later write replaces an earlier one. */
export interface SeriesStore {
  /** Readings in one write, at most. */
  readonly maxBatch: number;
  /**
   * Stores readings, and keeps none of the objects: they are the caller's again when this resolves. Writing the same again is harmless, so that a caller may repeat what it is not sure of.
   * @returns those that it will never take; all others are stored
   * @throws SeriesStoreError, or another, when it could not be done: the caller tries again with the same
   */
  write(readings: readonly Reading[]): Promise<readonly RefusedReading[]>;
  history(range: SeriesRange): Promise<readonly Point[]>;
  /** @param everyMs length of a window, milliseconds */
  windows(range: SeriesRange, everyMs: number): Promise<readonly Window[]>;
  /** Does what keeps the store from growing for ever; called now and then. */
  maintain?(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A write, or a query, that failed. */
export class SeriesStoreError extends Error {
  /** The store asks to be left alone for this long, milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "SeriesStoreError";
    this.retryAfterMs = options.retryAfterMs;
  }
}
