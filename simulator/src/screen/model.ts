import { statistic } from "../metrics/metrics.ts";
import { spanText } from "../report/span.ts";
import { pointOf, type TimelinePoint } from "../report/timeline.ts";
import type { RunView } from "../run/run-view.ts";
import { actualText } from "../thresholds/judge.ts";

/** Points of the sparklines. */
const HISTORY = 40;
const LOG_LINES = 6;
/** Shortest span of a point: what is drawn anew at the press of a key adds none. */
const MIN_SPAN_MS = 500;

/** One threshold as the screen shows it. */
interface ThresholdRow {
  readonly text: string;
  readonly actual: string;
  readonly state: "holds" | "fails" | "waits";
}

/** Everything on the screen, as texts and numbers. */
export interface ScreenModel {
  readonly title: string;
  readonly time: string;
  readonly phase: string;
  readonly paused: boolean;
  readonly connected: string;
  readonly rates: readonly {
    readonly name: string;
    readonly now: string;
    readonly history: readonly number[];
  }[];
  readonly latencies: readonly { readonly name: string; readonly text: string }[];
  readonly faults: readonly string[];
  /** The most frequent, with their numbers. */
  readonly errors: readonly string[];
  readonly thresholds: readonly ThresholdRow[];
  readonly log: readonly string[];
}

/** Makes the screen's model from a run's views, and keeps the little history that it shows. */
export class ScreenHistory {
  readonly #points: TimelinePoint[] = [];
  readonly #log: string[] = [];
  #last: RunView;

  constructor(view: RunView) {
    this.#last = view;
  }

  note(line: string): void {
    this.#log.push(line);
    if (this.#log.length > LOG_LINES) this.#log.shift();
  }

  update(view: RunView): ScreenModel {
    if (view.metrics.elapsedMs - this.#last.metrics.elapsedMs >= MIN_SPAN_MS) {
      this.#points.push(pointOf(this.#last.metrics, view.metrics));
      if (this.#points.length > HISTORY) this.#points.shift();
      this.#last = view;
    }
    return this.#model(view);
  }

  #model(view: RunView): ScreenModel {
    const { metrics, phase, phaseLeftMs } = view;
    const rate = (name: string, of: (point: TimelinePoint) => number) => ({
      name,
      now: `${(this.#points.at(-1) === undefined ? 0 : of(this.#points.at(-1) as TimelinePoint)).toFixed(0)}/s`,
      history: this.#points.map(of),
    });
    const errors = Object.entries(metrics.errors).sort(([, a], [, b]) => b - a);
    const errorText = errors.slice(0, 3).map(([reason, count]) => `${count} ${reason}`);
    return {
      title: view.name,
      time: spanText(metrics.elapsedMs),
      phase: phase === "" ? "until Ctrl-C" : `${phase}, ${spanText(phaseLeftMs)} left`,
      paused: view.paused,
      connected: `${metrics.gauges["nodes.connected"]} of ${metrics.gauges["nodes.planned"]} nodes connected`,
      rates: [
        rate("published", ({ sentPerS }) => sentPerS),
        rate("observed", ({ receivedPerS }) => receivedPerS),
        rate("commands", ({ commandsPerS }) => commandsPerS),
        rate("failures", ({ failuresPerS }) => failuresPerS),
      ],
      latencies: (
        [
          ["connect", "connect.time"],
          ["publish ack", "publish.ack"],
          ["command", "command.rtt"],
          ["delivery", "delivery.subscriber"],
        ] as const
      ).flatMap(([name, key]) => {
        const histogram = metrics.histograms[key];
        if (histogram.count === 0) return [];
        const text = (["p50", "p99", "max"] as const).map(
          (stat) => `${stat} ${spanText(statistic(histogram, stat))}`,
        );
        return [{ name, text: text.join("  ") }];
      }),
      faults: view.faults,
      errors: errorText,
      thresholds: view.verdicts.map((verdict) => ({
        text: verdict.text,
        actual: actualText(verdict),
        state: verdict.passed ? "holds" : verdict.actual === undefined ? "waits" : "fails",
      })),
      log: [...this.#log],
    };
  }
}
