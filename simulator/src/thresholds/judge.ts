import { SHARE_OF } from "../metrics/catalog.ts";
import { type MetricsSnapshot, statistic } from "../metrics/metrics.ts";
import type { Subject, Threshold } from "./grammar.ts";

/** A threshold held against what was measured. */
export interface Verdict {
  /** The threshold. */
  readonly text: string;
  /** Times in ms, shares in percent, rates per second; undefined when there was nothing to judge. */
  readonly actual: number | undefined;
  readonly kind: Subject["kind"];
  readonly passed: boolean;
}

/**
 * Judges one threshold. What was not measured, a distribution without a sample included, does not pass: a command that
 * nobody answered has no slow answer either.
 */
export function judge({ text, subject, operator, value }: Threshold, measured: MetricsSnapshot): Verdict {
  const actual = actualOf(subject, measured);
  const passed = actual !== undefined && COMPARE[operator](actual, value);
  return { text, actual, kind: subject.kind, passed };
}

const COMPARE: Readonly<Record<Threshold["operator"], (actual: number, value: number) => boolean>> = {
  "<": (actual, value) => actual < value,
  "<=": (actual, value) => actual <= value,
  ">": (actual, value) => actual > value,
  ">=": (actual, value) => actual >= value,
  "==": (actual, value) => actual === value,
  "!=": (actual, value) => actual !== value,
};

function actualOf(subject: Subject, { counters, gauges, histograms, elapsedMs }: MetricsSnapshot) {
  switch (subject.kind) {
    case "count":
      return counters[subject.metric];
    case "rate":
      return elapsedMs > 0 ? (counters[subject.metric] * 1000) / elapsedMs : undefined;
    case "share":
      return percent(
        counters[subject.metric],
        (SHARE_OF[subject.metric] ?? []).reduce((sum, name) => sum + counters[name], 0),
      );
    case "level":
      return gauges[subject.metric];
    case "level-share":
      return percent(gauges[subject.metric], gauges["nodes.planned"]);
    case "samples":
      return histograms[subject.metric].count;
    case "time": {
      const histogram = histograms[subject.metric];
      return histogram.count === 0 ? undefined : statistic(histogram, subject.statistic);
    }
  }
}

/** Nothing of nothing is no share that could be too large. */
function percent(part: number, whole: number): number | undefined {
  if (whole > 0) return (100 * part) / whole;
  return part === 0 ? 0 : undefined;
}

/** What was measured, for people. */
export function actualText({ actual, kind }: Pick<Verdict, "actual" | "kind">): string {
  if (actual === undefined) return "nothing measured";
  switch (kind) {
    case "time":
      return actual < 10_000 ? `${rounded(actual)} ms` : `${rounded(actual / 1000)} s`;
    case "share":
    case "level-share":
      return `${rounded(actual)} %`;
    case "rate":
      return `${rounded(actual)}/s`;
    default:
      return rounded(actual);
  }
}

function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  // A loss of one in a million must not read as none.
  return Math.abs(value) < 0.005 ? value.toPrecision(2) : value.toFixed(digits);
}
