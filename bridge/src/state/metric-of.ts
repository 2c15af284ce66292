import { METRIC_NAMES, type MetricName } from "@homesync/protocol";

const METRICS_BY_KEY: ReadonlyMap<string, MetricName> = new Map(
  METRIC_NAMES.map((name) => [`telemetry/${name}`, name]),
);

/** The metric of a topic key such as `telemetry/power`; undefined for a key of another category. */
export const metricOf = (key: string): MetricName | undefined => METRICS_BY_KEY.get(key);
