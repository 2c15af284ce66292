import type { FleetStats } from "../fleet/stats.ts";
import type { Terminal } from "./terminal.ts";

const SCREEN_PERIOD_MS = 500;
const LOG_PERIOD_MS = 5000;
const CLEAR_LINE = "\r\u001b[K";

/** Shows how a fleet does: one line that is rewritten on a screen, a line now and then elsewhere. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #stats: () => FleetStats;
  readonly #timer: NodeJS.Timeout;
  #last: FleetStats;

  constructor(terminal: Terminal, stats: () => FleetStats) {
    this.#terminal = terminal;
    this.#stats = stats;
    this.#last = stats();
    this.#timer = setInterval(() => this.#show(), terminal.errIsScreen ? SCREEN_PERIOD_MS : LOG_PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#terminal.errIsScreen) this.#terminal.err(CLEAR_LINE);
  }

  #show(): void {
    const stats = this.#stats();
    const line = progressLine(this.#last, stats);
    this.#last = stats;
    if (this.#terminal.errIsScreen) {
      this.#terminal.err(`${CLEAR_LINE}${line.slice(0, Math.max(20, this.#terminal.columns - 1))}`);
    } else {
      this.#terminal.err(`${line}\n`);
    }
  }
}

/** One line on what happened between two moments. */
function progressLine(before: FleetStats, now: FleetStats): string {
  const seconds = Math.max((now.elapsedMs - before.elapsedMs) / 1000, 0.001);
  const published = (stats: FleetStats): number => stats.traffic.publishedQos0 + stats.traffic.publishedQos1;
  const messages = (published(now) - published(before)) / seconds;
  const kilobytes = (now.traffic.bytesOut - before.traffic.bytesOut) / seconds / 1000;
  const parts = [
    `${Math.round(now.elapsedMs / 1000)} s`,
    `${now.connected}/${now.nodes} connected`,
    `${messages.toFixed(0)} msg/s`,
    `${kilobytes.toFixed(1)} kB/s`,
    `${now.traffic.received} commands`,
  ];
  if (now.traffic.refused > 0) parts.push(`${now.traffic.refused} publishes not accepted`);
  const worst = now.failures[0];
  if (worst !== undefined) {
    const total = now.failures.reduce((sum, { count }) => sum + count, 0);
    parts.push(`${total} connection errors, mostly: ${worst.lastDetail}`);
  }
  return parts.join(" · ");
}
