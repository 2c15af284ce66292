import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { Threshold } from "./grammar.ts";
import { judge, type Verdict } from "./judge.ts";

/** A threshold, and whether the run ends as soon as it fails. */
export interface WatchedThreshold {
  readonly threshold: Threshold;
  /** From when on a failure ends the run, ms since its start; undefined when it does not. */
  readonly abortAfterMs?: number;
}

/** Holds the thresholds of a run against what it measures, while it runs and when it has ended. */
export class ThresholdWatch {
  readonly #watched: readonly WatchedThreshold[];

  constructor(watched: readonly WatchedThreshold[]) {
    this.#watched = watched;
  }

  verdicts(measured: MetricsSnapshot): Verdict[] {
    return this.#watched.map(({ threshold }) => judge(threshold, measured));
  }

  /** The first failed threshold that ends the run now. What was not measured yet ends nothing. */
  abort(measured: MetricsSnapshot): Verdict | undefined {
    for (const { threshold, abortAfterMs } of this.#watched) {
      if (abortAfterMs === undefined || measured.elapsedMs < abortAfterMs) continue;
      const verdict = judge(threshold, measured);
      if (!verdict.passed && verdict.actual !== undefined) return verdict;
    }
    return undefined;
  }
}
