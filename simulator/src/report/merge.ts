import { mergeMetrics } from "../metrics/metrics.ts";
import { readThreshold } from "../thresholds/grammar.ts";
import { judge, type Verdict } from "../thresholds/judge.ts";
import { REPORT_FORMAT, type RunReport } from "./run-report.ts";

/** Reports do not belong together, or are none. */
export class MergeError extends Error {
  override readonly name = "MergeError";
}

/**
 * The reports of the shards of one run as the report of the whole: what was counted is added, distributions are merged, and
 * the thresholds are judged anew. Plots are left out: the shards' moments are not each other's.
 * @throws MergeError
 */
export function mergeReports(reports: readonly RunReport[]): RunReport {
  const [first, ...others] = reports;
  if (first === undefined) throw new MergeError("there is no report to merge");
  for (const other of others) {
    if (other.name !== first.name || other.fleet.seed !== first.fleet.seed) {
      throw new MergeError(
        `the reports are not of one run: ${first.name} with seed ${first.fleet.seed}, and ${other.name} with seed ${other.fleet.seed}`,
      );
    }
  }
  const metrics = mergeMetrics(reports.map((report) => report.metrics));
  const texts = [...new Set(reports.flatMap(({ thresholds }) => thresholds.map(({ text }) => text)))];
  const thresholds = texts.map((text): Verdict => {
    const reading = readThreshold(text);
    if (!reading.ok) throw new MergeError(`a report has a threshold that is none: ${reading.message}`);
    return judge(reading.threshold, metrics);
  });
  const sum = (of: (report: RunReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    ...first,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] as string,
    elapsedMs: metrics.elapsedMs,
    passed: thresholds.every(({ passed }) => passed),
    thresholds,
    metrics,
    fleet: {
      ...first.fleet,
      nodes: sum(({ fleet }) => fleet.nodes),
      started: sum(({ fleet }) => fleet.started),
      endedInOrder: sum(({ fleet }) => fleet.endedInOrder),
      purged: sum(({ fleet }) => fleet.purged),
      notPurged: sum(({ fleet }) => fleet.notPurged),
    },
    failures: mergeFailures(reports),
    phases: first.phases,
    faults: reports.flatMap(({ faults }) => faults),
    timeline: [],
  };
}

function mergeFailures(reports: readonly RunReport[]): RunReport["failures"] {
  const byKind = new Map<string, { kind: string; count: number; lastDetail: string }>();
  for (const { kind, count, lastDetail } of reports.flatMap(({ failures }) => failures)) {
    byKind.set(kind, { kind, count: count + (byKind.get(kind)?.count ?? 0), lastDetail });
  }
  return [...byKind.values()].sort((a, b) => b.count - a.count);
}

/**
 * Reads a JSON report. What is inside is a report's own: only that it is one is checked.
 * @throws MergeError
 */
export function parseReport(file: string, text: string): RunReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MergeError(`${file} is not JSON: give reports written with --report-json`);
  }
  const { format } = (value ?? {}) as { format?: unknown };
  if (format === REPORT_FORMAT) return value as RunReport;
  throw new MergeError(`${file} is not a report of this version: give reports written with --report-json`);
}
