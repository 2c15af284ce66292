import {
  COUNTER_NAMES,
  type CounterName,
  GAUGE_NAMES,
  type GaugeName,
  HISTOGRAM_NAMES,
  type HistogramName,
  SHARE_OF,
  STATISTICS,
  type Statistic,
} from "../metrics/catalog.ts";
import { suggestion } from "../scenario/closest.ts";

const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
type Operator = (typeof OPERATORS)[number];

/** What a threshold is about: a number of one metric. */
export type Subject =
  | { readonly kind: "count" | "rate" | "share"; readonly metric: CounterName }
  /** `share`: of all nodes of the fleet. */
  | { readonly kind: "level" | "level-share"; readonly metric: GaugeName }
  | { readonly kind: "time" | "samples"; readonly metric: HistogramName; readonly statistic: Statistic };

/** `metric[.stat] operator value[unit]`, read. */
export interface Threshold {
  /** As it was written, with single spaces. */
  readonly text: string;
  readonly subject: Subject;
  readonly operator: Operator;
  /** Times in ms, shares in percent, rates per second. */
  readonly value: number;
}

export type ThresholdReading =
  | { readonly ok: true; readonly threshold: Threshold }
  | { readonly ok: false; readonly message: string };

export const THRESHOLD_FORM =
  "metric, operator and value, such as command.rtt.p99 < 500ms or telemetry.lost <= 0.1%";

const METRICS: readonly string[] = [...COUNTER_NAMES, ...GAUGE_NAMES, ...HISTOGRAM_NAMES];
const SHAPE = /^\s*([a-z][a-z0-9_.]*)\s*(<=|>=|==|!=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s|m|\/s|%)?\s*$/;
const VALUE = /^\d+(\.\d+)?\s*(ms|s|m|\/s|%)?$/;
const MS_OF: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Reads one threshold; says what was expected where it is none. */
export function readThreshold(source: string): ThresholdReading {
  const match = SHAPE.exec(source);
  if (match === null) return { ok: false, message: shapeProblem(source) };
  const [, name = "", operator = "", amount = "", unit = ""] = match;
  const subject = subjectOf(name, unit);
  if (typeof subject === "string") return { ok: false, message: subject };
  const threshold = {
    text: `${name} ${operator} ${amount}${unit}`,
    subject,
    operator: operator as Operator,
    value: Number(amount) * (MS_OF[unit] ?? 1),
  };
  return { ok: true, threshold };
}

function shapeProblem(source: string): string {
  const operator = /[<>=!]+/.exec(source)?.[0];
  if (operator === undefined) return `expected ${THRESHOLD_FORM}: there is no operator`;
  if (!(OPERATORS as readonly string[]).includes(operator)) {
    return `"${operator}" is no operator, expected one of ${OPERATORS.join(" ")}`;
  }
  const value = source.slice(source.indexOf(operator) + operator.length).trim();
  if (!/^\d/.test(value)) return `expected a number after ${operator}, not "${value}"`;
  if (!VALUE.test(value)) return `"${value}" has an unknown unit, expected ms, s, m, /s, % or none`;
  return `expected ${THRESHOLD_FORM}`;
}

/** What the name and the unit ask for, or what is wrong with them. */
function subjectOf(name: string, unit: string): Subject | string {
  const metric = METRICS.find((known) => name === known || name.startsWith(`${known}.`));
  if (metric === undefined) return `there is no metric "${name}"${suggestion(name, METRICS)}`;
  const stat = name.slice(metric.length + 1);
  if (isOneOf(HISTOGRAM_NAMES, metric)) return timeSubject(metric, stat, unit);
  if (isOneOf(COUNTER_NAMES, metric)) return countSubject(metric, stat, unit);
  return levelSubject(metric as GaugeName, stat, unit);
}

function timeSubject(metric: HistogramName, stat: string, unit: string): Subject | string {
  const known = STATISTICS.map((one) => `${metric}.${one}`).join(", ");
  if (stat === "") return `${metric} is a distribution: choose one of ${known}`;
  if (!isOneOf(STATISTICS, stat)) {
    return `${metric} has no "${stat}", expected one of ${known}${suggestion(stat, STATISTICS)}`;
  }
  if (stat === "count") {
    return unit === "" ? { kind: "samples", metric, statistic: stat } : numberOnly(`${metric}.count`);
  }
  if (MS_OF[unit] === undefined) return `${metric}.${stat} is a time: give the value in ms, s or m`;
  return { kind: "time", metric, statistic: stat };
}

function countSubject(metric: CounterName, stat: string, unit: string): Subject | string {
  if (stat === "rate") {
    return unit === "/s" ? { kind: "rate", metric } : `${metric}.rate is a rate: give the value in /s`;
  }
  if (stat !== "") return `${metric} has no "${stat}": it is a count, or with .rate a count per second`;
  if (unit === "") return { kind: "count", metric };
  if (unit !== "%") return numberOnly(metric);
  if (SHARE_OF[metric] !== undefined) return { kind: "share", metric };
  return `${metric} is no share of anything: give the value without a unit`;
}

function levelSubject(metric: GaugeName, stat: string, unit: string): Subject | string {
  if (stat !== "") return `${metric} has no "${stat}": it is a number, or with % a share of the fleet`;
  if (unit === "") return { kind: "level", metric };
  return unit === "%" ? { kind: "level-share", metric } : numberOnly(metric);
}

const numberOnly = (name: string): string => `${name} is a number: give the value without a unit`;

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
