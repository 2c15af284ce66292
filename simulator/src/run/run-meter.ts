import type { Fleet } from "../fleet/fleet.ts";
import { type Metrics, type MetricsSnapshot, mergeMetrics } from "../metrics/metrics.ts";
import type { Observer } from "../observe/observer.ts";
import { Timeline, type TimelinePoint } from "../report/timeline.ts";
import type { Verdict } from "../thresholds/judge.ts";
import { ThresholdWatch, type WatchedThreshold } from "../thresholds/watch.ts";

/** How often a run is measured and its thresholds are looked at. */
const PERIOD_MS = 1000;

/** What a run measures itself by. */
export interface MeterParts {
  readonly fleet: Fleet;
  /** Of those beside the fleet. */
  readonly metrics: Metrics;
  readonly observer: Observer | undefined;
  readonly watched: readonly WatchedThreshold[];
  /** Since the start of the run. */
  readonly elapsedMs: () => number;
}

/** Measures a run as a whole, keeps its course, and holds its thresholds against it. */
export class RunMeter {
  readonly #parts: MeterParts;
  readonly #watch: ThresholdWatch;
  readonly #timeline: Timeline;
  #lookedMs = 0;

  constructor(parts: MeterParts) {
    this.#parts = parts;
    this.#watch = new ThresholdWatch(parts.watched);
    this.#timeline = new Timeline(this.measure());
  }

  /** The course of the run so far. */
  get points(): readonly TimelinePoint[] {
    return this.#timeline.points;
  }

  /** Everything measured so far, by the fleet and by those beside it. */
  measure(): MetricsSnapshot {
    const { fleet, metrics, elapsedMs } = this.#parts;
    const nowMs = elapsedMs();
    return { ...mergeMetrics([fleet.metrics(), metrics.snapshot(nowMs)]), elapsedMs: nowMs };
  }

  verdicts(measured: MetricsSnapshot): Verdict[] {
    return this.#watch.verdicts(measured);
  }

  /**
   * Measures when it is time to; to be called often.
   * @returns whether a threshold ends the run
   */
  look(nowMs: number): boolean {
    if (nowMs - this.#lookedMs < PERIOD_MS) return false;
    this.#lookedMs = nowMs;
    const measured = this.measure();
    this.#parts.observer?.compare(measured.counters["telemetry.sent"]);
    this.#timeline.add(measured);
    return this.#watch.abort(measured) !== undefined;
  }

  /** Measures for the last time before all go home. */
  close(): MetricsSnapshot {
    const measured = this.measure();
    this.#timeline.add(measured);
    return measured;
  }
}
