import type { FleetNode } from "../fleet/fleet.ts";
import type { Summary } from "../fleet/summary.ts";
import type { MetricsSnapshot } from "../metrics/metrics.ts";
import { type Ending, type Episode, REPORT_FORMAT, type RunReport } from "../report/run-report.ts";
import type { TimelinePoint } from "../report/timeline.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Verdict } from "../thresholds/judge.ts";

/** What is known of a run that has ended. */
export interface EndedRun {
  readonly scenario: Scenario;
  readonly startedUtcMs: number;
  readonly endedBy: Ending;
  readonly brokerUrl: string;
  readonly nodes: readonly FleetNode[];
  readonly summary: Summary;
  readonly metrics: MetricsSnapshot;
  readonly thresholds: readonly Verdict[];
  readonly phases: readonly Episode[];
  readonly faults: readonly Episode[];
  readonly timeline: readonly TimelinePoint[];
}

/** What a run is called. */
export const runName = ({ name }: Scenario): string => name ?? "run";

/** Tells everything of a run that has ended. */
export function composeReport(run: EndedRun): RunReport {
  const { scenario, summary, metrics, thresholds } = run;
  return {
    format: REPORT_FORMAT,
    name: runName(scenario),
    description: (scenario.description ?? "").trim(),
    startedAt: new Date(run.startedUtcMs).toISOString(),
    elapsedMs: Math.round(metrics.elapsedMs),
    endedBy: run.endedBy,
    passed: thresholds.every(({ passed }) => passed),
    thresholds,
    broker: run.brokerUrl,
    fleet: {
      nodes: run.nodes.length,
      homes: new Set(run.nodes.map(({ homeId }) => homeId)).size,
      seed: summary.seed,
      homePrefix: summary.homePrefix,
      started: summary.started,
      endedInOrder: summary.endedInOrder,
      kept: scenario.broker?.keep ?? false,
      purged: summary.purged,
      notPurged: summary.notPurged,
    },
    metrics,
    failures: summary.failures,
    phases: run.phases,
    faults: run.faults,
    timeline: run.timeline,
  };
}
