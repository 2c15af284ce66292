import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { Verdict } from "../thresholds/judge.ts";
import type { TimelinePoint } from "./timeline.ts";

/** Why a run ended. */
export type Ending = "phases" | "duration" | "user" | "threshold" | "broker";

/** Something that lasted for a part of a run: a phase, a fault. Times are ms since its start. */
export interface Episode {
  readonly title: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Why connections failed, by kind. */
interface FailureLine {
  readonly kind: string;
  readonly count: number;
  readonly lastDetail: string;
}

/** Everything that is told of a run when it has ended; plain JSON, and the format of the JSON report. */
export interface RunReport {
  readonly format: typeof REPORT_FORMAT;
  readonly name: string;
  readonly description: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly endedBy: Ending;
  /** Whether every threshold held. */
  readonly passed: boolean;
  readonly thresholds: readonly Verdict[];
  readonly broker: string;
  readonly fleet: FleetReport;
  readonly metrics: MetricsSnapshot;
  readonly failures: readonly FailureLine[];
  readonly phases: readonly Episode[];
  readonly faults: readonly Episode[];
  readonly timeline: readonly TimelinePoint[];
}

interface FleetReport {
  readonly nodes: number;
  readonly homes: number;
  readonly seed: number;
  readonly homePrefix: string;
  readonly started: number;
  /** Nodes whose planned absence the broker acknowledged, or which had no session to announce it in. */
  readonly endedInOrder: number;
  /** Sessions and retained messages were left on purpose. */
  readonly kept: boolean;
  /** Nodes whose traces were removed from the broker. */
  readonly purged: number;
  /** Nodes that may have left something there. */
  readonly notPurged: number;
}

export const REPORT_FORMAT = "homesync-run/1";

/** The thresholds that failed, in a line for people; undefined when all hold. */
export function failedThresholds({ thresholds }: RunReport): string | undefined {
  const failed = thresholds.filter(({ passed }) => !passed).map(({ text }) => text);
  if (failed.length === 0) return undefined;
  return `${failed.length} of ${thresholds.length} thresholds failed: ${failed.join("; ")}`;
}
