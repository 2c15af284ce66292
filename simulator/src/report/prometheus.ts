import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Metric, Registry } from "prom-client";
import {
  COUNTER_NAMES,
  COUNTERS,
  GAUGE_NAMES,
  GAUGES,
  HISTOGRAM_NAMES,
  HISTOGRAMS,
} from "../metrics/catalog.ts";
import { type MetricsSnapshot, statistic } from "../metrics/metrics.ts";

const QUANTILES = [
  ["0.5", "p50"],
  ["0.9", "p90"],
  ["0.99", "p99"],
  ["0.999", "p99.9"],
] as const;

export interface PrometheusEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the metrics of a run at `/metrics`, each time as they are then. @throws what the system says when it cannot listen */
export async function startPrometheus(
  measure: () => MetricsSnapshot,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<PrometheusEndpoint> {
  const server = createServer(async (request, response) => {
    const isMetrics = request.url === "/metrics" && request.method === "GET";
    const text = isMetrics ? await prometheusText(measure()) : "the metrics are at /metrics\n";
    response.writeHead(isMetrics ? 200 : 404, {
      "content-type": isMetrics ? Registry.PROMETHEUS_CONTENT_TYPE : "text/plain",
    });
    response.end(text);
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/metrics`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A snapshot in Prometheus' text format. Times are seconds, as Prometheus wants them. */
async function prometheusText(metrics: MetricsSnapshot): Promise<string> {
  const registry = new Registry();
  for (const family of families(metrics)) registry.registerMetric(family as unknown as Metric);
  return await registry.metrics();
}

interface Value {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly metricName?: string;
}

/** What prom-client asks of a metric to print it. Its own classes count as things happen; here all is counted already. */
class Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "summary";
  readonly #values: readonly Value[];

  constructor(name: string, type: Family["type"], help: string, values: readonly Value[]) {
    this.name = `homesync_sim_${name.replace(/[^a-z0-9]/g, "_")}`;
    this.type = type;
    this.help = help;
    this.#values = values;
  }

  async get() {
    const { name, help, type } = this;
    const values = this.#values.map(({ metricName, ...value }) =>
      metricName === undefined ? value : { ...value, metricName: `${name}${metricName}` },
    );
    return { name, help, type, values, aggregator: "sum" };
  }
}

function families(metrics: MetricsSnapshot): Family[] {
  const plain = (value: number): Value[] => [{ value, labels: {} }];
  return [
    ...COUNTER_NAMES.map(
      (name) => new Family(`${name}.total`, "counter", COUNTERS[name], plain(metrics.counters[name])),
    ),
    ...GAUGE_NAMES.map((name) => new Family(name, "gauge", GAUGES[name], plain(metrics.gauges[name]))),
    ...HISTOGRAM_NAMES.map((name) => {
      const histogram = metrics.histograms[name];
      const quantiles = QUANTILES.map(([quantile, stat]) => ({
        value: histogram.count === 0 ? Number.NaN : statistic(histogram, stat) / 1000,
        labels: { quantile },
      }));
      return new Family(`${name}.seconds`, "summary", HISTOGRAMS[name], [
        ...quantiles,
        { value: histogram.sum / 1000, labels: {}, metricName: "_sum" },
        { value: histogram.count, labels: {}, metricName: "_count" },
      ]);
    }),
    new Family(
      "errors.total",
      "counter",
      "failures by reason",
      Object.entries(metrics.errors).map(([reason, value]) => ({ value, labels: { reason } })),
    ),
  ];
}
