import { histogramSince, percentile } from "../metrics/histogram.ts";
import type { MetricsSnapshot } from "../metrics/metrics.ts";

/** What happened between two moments of a run. Rates are per second, latencies ms; a latency without a sample is null. */
export interface TimelinePoint {
  /** End of the span, ms since the start of the run. */
  readonly atMs: number;
  readonly connected: number;
  readonly sentPerS: number;
  readonly receivedPerS: number;
  readonly commandsPerS: number;
  readonly failuresPerS: number;
  readonly rttP50: number | null;
  readonly rttP99: number | null;
  readonly deliveryP50: number | null;
  readonly deliveryP99: number | null;
  readonly connectP99: number | null;
}

/** Points that a plot can show; a longer run has coarser ones. */
const MAX_POINTS = 240;

/** The course of a run, in a bounded number of points however long it is. */
export class Timeline {
  readonly #points: TimelinePoint[] = [];
  #periodMs: number;
  #last: MetricsSnapshot;

  /** @param start the metrics as the run begins */
  constructor(start: MetricsSnapshot, periodMs = 1000) {
    this.#last = start;
    this.#periodMs = periodMs;
  }

  get points(): readonly TimelinePoint[] {
    return this.#points;
  }

  /** Adds a point when the last one is a period ago. */
  add(now: MetricsSnapshot): void {
    if (now.elapsedMs - this.#last.elapsedMs < this.#periodMs) return;
    this.#points.push(pointOf(this.#last, now));
    this.#last = now;
    if (this.#points.length >= MAX_POINTS) {
      this.#points.splice(0, this.#points.length, ...halved(this.#points));
      this.#periodMs *= 2;
    }
  }
}

/** What happened between two moments. */
export function pointOf(before: MetricsSnapshot, now: MetricsSnapshot): TimelinePoint {
  const seconds = Math.max((now.elapsedMs - before.elapsedMs) / 1000, 0.001);
  const rate = (...names: (keyof MetricsSnapshot["counters"])[]): number =>
    rounded(names.reduce((sum, name) => sum + now.counters[name] - before.counters[name], 0) / seconds);
  const latency = (name: keyof MetricsSnapshot["histograms"], percent: number): number | null => {
    const span = histogramSince(now.histograms[name], before.histograms[name]);
    return span.count === 0 ? null : rounded(percentile(span, percent));
  };
  return {
    atMs: Math.round(now.elapsedMs),
    connected: now.gauges["nodes.connected"],
    sentPerS: rate("publish.qos0", "publish.qos1"),
    receivedPerS: rate("telemetry.received"),
    commandsPerS: rate("command.sent"),
    failuresPerS: rate("connect.failed", "connect.lost"),
    rttP50: latency("command.rtt", 50),
    rttP99: latency("command.rtt", 99),
    deliveryP50: latency("delivery.subscriber", 50),
    deliveryP99: latency("delivery.subscriber", 99),
    connectP99: latency("connect.time", 99),
  };
}

/** Two points as one: the mean of their rates, the worse of their latencies. */
function halved(points: readonly TimelinePoint[]): TimelinePoint[] {
  const result: TimelinePoint[] = [];
  for (let index = 0; index + 1 < points.length; index += 2) {
    result.push(joined(points[index] as TimelinePoint, points[index + 1] as TimelinePoint));
  }
  return result;
}

function joined(a: TimelinePoint, b: TimelinePoint): TimelinePoint {
  const mean = (x: number, y: number): number => rounded((x + y) / 2);
  const worse = (x: number | null, y: number | null): number | null =>
    x === null ? y : y === null ? x : Math.max(x, y);
  return {
    atMs: b.atMs,
    connected: Math.min(a.connected, b.connected),
    sentPerS: mean(a.sentPerS, b.sentPerS),
    receivedPerS: mean(a.receivedPerS, b.receivedPerS),
    commandsPerS: mean(a.commandsPerS, b.commandsPerS),
    failuresPerS: mean(a.failuresPerS, b.failuresPerS),
    rttP50: worse(a.rttP50, b.rttP50),
    rttP99: worse(a.rttP99, b.rttP99),
    deliveryP50: worse(a.deliveryP50, b.deliveryP50),
    deliveryP99: worse(a.deliveryP99, b.deliveryP99),
    connectP99: worse(a.connectP99, b.connectP99),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
