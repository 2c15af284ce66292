import {
  COUNTER_NAMES,
  type CounterName,
  type GaugeName,
  HISTOGRAM_NAMES,
  type HistogramName,
  type Statistic,
} from "./catalog.ts";
import { Histogram, type HistogramSnapshot, mergeHistograms, percentile } from "./histogram.ts";

/** All metrics of a run, or of a part of it, at one moment; plain JSON, so that it crosses threads and machines. */
export interface MetricsSnapshot {
  /** Since the start of the run. */
  readonly elapsedMs: number;
  readonly counters: Readonly<Record<CounterName, number>>;
  readonly gauges: Readonly<Record<GaugeName, number>>;
  readonly histograms: Readonly<Record<HistogramName, HistogramSnapshot>>;
  /**
   * How often something failed, by reason: a kind of connection failure such as `bad_credentials`, or a reason code of
   * MQTT 5 such as `mqtt.0x97`.
   */
  readonly errors: Readonly<Record<string, number>>;
}

/** Counts and records for whoever is not on a hot path; its snapshot merges with that of a fleet. */
export class Metrics {
  readonly #counters = zeroCounters();
  readonly #errors = new Map<string, number>();
  readonly #histograms = emptyHistograms();

  count(name: CounterName, by = 1): void {
    this.#counters[name] += by;
  }

  /** Counts a failure under its reason. */
  fail(reason: string): void {
    this.#errors.set(reason, (this.#errors.get(reason) ?? 0) + 1);
  }

  record(name: HistogramName, ms: number): void {
    this.#histograms[name].record(ms);
  }

  snapshot(elapsedMs: number): MetricsSnapshot {
    return {
      elapsedMs,
      counters: { ...this.#counters },
      gauges: { ...NO_GAUGES },
      histograms: snapshotHistograms(this.#histograms),
      errors: Object.fromEntries(this.#errors),
    };
  }
}

export type HistogramSet = Readonly<Record<HistogramName, Histogram>>;

export const emptyHistograms = (): HistogramSet =>
  Object.fromEntries(HISTOGRAM_NAMES.map((name) => [name, new Histogram()])) as Record<
    HistogramName,
    Histogram
  >;

export const snapshotHistograms = (set: HistogramSet): Record<HistogramName, HistogramSnapshot> =>
  Object.fromEntries(HISTOGRAM_NAMES.map((name) => [name, set[name].snapshot()])) as Record<
    HistogramName,
    HistogramSnapshot
  >;

export const zeroCounters = (): Record<CounterName, number> =>
  Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as Record<CounterName, number>;

const NO_GAUGES: Record<GaugeName, number> = {
  "nodes.planned": 0,
  "nodes.started": 0,
  "nodes.connected": 0,
  "nodes.most_connected": 0,
};

/** The metrics of several workers, shards or parts of a run as those of one. */
export function mergeMetrics(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  return {
    elapsedMs: Math.max(0, ...snapshots.map(({ elapsedMs }) => elapsedMs)),
    counters: { ...zeroCounters(), ...sums(snapshots.map(({ counters }) => counters)) },
    gauges: { ...NO_GAUGES, ...sums(snapshots.map(({ gauges }) => gauges)) },
    histograms: Object.fromEntries(
      HISTOGRAM_NAMES.map((name) => [name, mergeHistograms(snapshots.map((one) => one.histograms[name]))]),
    ) as Record<HistogramName, HistogramSnapshot>,
    errors: sums(snapshots.map(({ errors }) => errors)),
  };
}

function sums(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

/** One number of a histogram; times are ms. */
export function statistic(snapshot: HistogramSnapshot, what: Statistic): number {
  switch (what) {
    case "count":
      return snapshot.count;
    case "min":
      return snapshot.min;
    case "max":
      return snapshot.max;
    case "mean":
      return snapshot.count === 0 ? 0 : snapshot.sum / snapshot.count;
    default:
      return percentile(snapshot, Number(what.slice(1)));
  }
}
