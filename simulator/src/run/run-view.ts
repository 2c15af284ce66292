import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { Verdict } from "../thresholds/judge.ts";

/** A run at one moment, for those who show it. */
export interface RunView {
  readonly name: string;
  readonly metrics: MetricsSnapshot;
  readonly verdicts: readonly Verdict[];
  /** The present phase, with what is left of it, ms; empty for a run without phases. */
  readonly phase: string;
  readonly phaseLeftMs: number;
  readonly faults: readonly string[];
  readonly paused: boolean;
}
