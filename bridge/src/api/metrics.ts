import { Counter, Gauge, Histogram, Registry as PrometheusRegistry } from "prom-client";
import type { CommandService } from "../commands/command-service.ts";
import type { IngestStats } from "../ingest/ingest.ts";
import type { Link, LinkState } from "../link/link.ts";
import type { BatchStats } from "../series/reading-batch.ts";

/** What is counted from elsewhere when Prometheus asks. */
export interface MetricSources {
  readonly link: Link;
  readonly commands: CommandService;
  readonly ingest: () => IngestStats;
  readonly readings: () => BatchStats;
  /** Single numbers by name: what they mean and their value. */
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly value: () => number }>>;
}

const LINK_STATES: readonly LinkState[] = ["connecting", "connected", "disconnected", "error"];

/** Counters of the bridge in Prometheus' text format. No label holds a home, a node or a token. */
export class Metrics {
  readonly #registry = new PrometheusRegistry();
  readonly #requests: Histogram<"method" | "route" | "status">;

  constructor(sources: MetricSources) {
    const { link, commands, ingest, readings, gauges } = sources;
    this.#labelled("link_state", "1 for the state of the broker link", "state", () =>
      LINK_STATES.map((state) => [state, Number(link.status.state === state)]),
    );
    this.#counted("ingest", "messages by what became of them, and readings", () => Object.entries(ingest()));
    this.#counted("readings", "readings by what became of them", () => Object.entries(readings()));
    for (const [name, { help, value }] of Object.entries(gauges)) {
      new Gauge({
        name: `homesync_${name}`,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value());
        },
      });
    }
    new Gauge({
      name: "homesync_commands_waiting",
      help: "commands that have not ended",
      registers: [this.#registry],
      collect() {
        this.set(commands.waiting);
      },
    });
    new Counter({
      name: "homesync_commands_total",
      help: "commands that ended, by how",
      labelNames: ["command", "result"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { key, result, n } of commands.counts) {
          this.inc({ command: key.slice("command/".length), result }, n);
        }
      },
    });
    const durations = new Histogram({
      name: "homesync_command_duration_seconds",
      help: "from the acceptance of a command to its end",
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 120],
      registers: [this.#registry],
    });
    commands.counts.onDuration = (ms) => durations.observe(ms / 1_000);
    this.#requests = new Histogram({
      name: "homesync_http_request_duration_seconds",
      help: "requests to the API, by route",
      labelNames: ["method", "route", "status"],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30],
      registers: [this.#registry],
    });
    this.#process();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** @param route as it was declared, so that there are few */
  request(method: string, route: string, status: number, ms: number): void {
    this.#requests.observe({ method, route, status: String(status) }, ms / 1_000);
  }

  /** A gauge with one label whose values are collected when Prometheus asks. */
  #labelled(
    name: string,
    help: string,
    label: string,
    values: () => readonly (readonly [string, number])[],
  ): void {
    new Gauge({
      name: `homesync_${name}`,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [text, value] of values()) this.set({ [label]: text }, value);
      },
    });
  }

  #counted(name: string, help: string, values: () => readonly (readonly [string, unknown])[]): void {
    this.#labelled(name, help, "what", () =>
      values().flatMap(([what, value]) => (typeof value === "number" ? [[what, value] as const] : [])),
    );
  }

  #process(): void {
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value());
        },
      });
    gauge("process_resident_memory_bytes", "memory of the process", () => process.memoryUsage.rss());
    gauge("process_cpu_seconds_total", "CPU that the process used", () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
  }
}
