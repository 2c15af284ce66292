import { pointOf } from "../report/timeline.ts";
import type { RunView } from "../run/run-view.ts";
import type { Display } from "./display.ts";
import type { Terminal } from "./terminal.ts";

const SCREEN_PERIOD_MS = 500;
const LOG_PERIOD_MS = 5000;
const CLEAR_LINE = "\r\u001b[K";

/** Shows how a run does: one line that is rewritten on a screen, a line now and then elsewhere. */
export class Progress implements Display {
  readonly #terminal: Terminal;
  readonly #view: () => RunView;
  readonly #timer: NodeJS.Timeout;
  #last: RunView;

  constructor(terminal: Terminal, view: () => RunView) {
    this.#terminal = terminal;
    this.#view = view;
    this.#last = view();
    this.#timer = setInterval(() => this.#show(), terminal.errIsScreen ? SCREEN_PERIOD_MS : LOG_PERIOD_MS);
  }

  note(line: string): void {
    this.#terminal.err(`${this.#terminal.errIsScreen ? CLEAR_LINE : ""}${line}\n`);
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#terminal.errIsScreen) this.#terminal.err(CLEAR_LINE);
  }

  #show(): void {
    const view = this.#view();
    const line = progressLine(this.#last, view);
    this.#last = view;
    if (this.#terminal.errIsScreen) {
      this.#terminal.err(`${CLEAR_LINE}${line.slice(0, Math.max(20, this.#terminal.columns - 1))}`);
    } else {
      this.#terminal.err(`${line}\n`);
    }
  }
}

/** One line on what happened between two moments. */
function progressLine(before: RunView, now: RunView): string {
  const { metrics, phase, faults, verdicts } = now;
  const point = pointOf(before.metrics, metrics);
  const seconds = Math.max((metrics.elapsedMs - before.metrics.elapsedMs) / 1000, 0.001);
  const kilobytes = (metrics.counters["bytes.out"] - before.metrics.counters["bytes.out"]) / seconds / 1000;
  const parts = [
    `${Math.round(metrics.elapsedMs / 1000)} s`,
    ...(phase === "" ? [] : [phase]),
    `${point.connected}/${metrics.gauges["nodes.planned"]} connected`,
    `${point.sentPerS.toFixed(0)} msg/s`,
    `${kilobytes.toFixed(1)} kB/s`,
    `${metrics.counters["message.received"]} commands`,
  ];
  const dropped = metrics.counters["dropped.telemetry"] + metrics.counters["dropped.status"];
  if (dropped > 0) parts.push(`${dropped} publishes not accepted`);
  if (faults.length > 0) parts.push(`faults: ${faults.join(", ")}`);
  const [worst] = Object.entries(metrics.errors).sort(([, a], [, b]) => b - a);
  if (worst !== undefined) parts.push(`errors, mostly: ${worst[1]} ${worst[0]}`);
  const failing = verdicts.filter(({ passed, actual }) => !passed && actual !== undefined).length;
  if (failing > 0) parts.push(`${failing} of ${verdicts.length} thresholds do not hold`);
  return parts.join(" · ");
}
