import { METRIC_NAMES, METRICS, type MetricName, SETTINGS } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand, NotChecked } from "../violation.ts";

const DEFAULT_S = Number(SETTINGS.telemetry_interval_s.default);
/** Of a heartbeat that is late on a busy machine or a bad line. */
const PATIENCE_S = 20;

export const telemetry: Check = {
  name: "telemetry",
  title: "publishes every metric within a heartbeat, with timestamps that strictly increase",
  source: "Topic Categories, 1; Telemetry Messages; design: telemetry, timestamp",
  async run(subject) {
    const { observer } = subject;
    const { result } = await subject.obeyed("config", { action: "get" });
    const heartbeatS = Number((result as Record<string, unknown>)["telemetry_interval_s"] ?? DEFAULT_S);
    const status = observer.since(0, "status/online").at(-1);
    const from = observer.now;
    const missing: MetricName[] = [];
    for (const metric of METRIC_NAMES) {
      const sensor = status?.[METRICS[metric].source.sensor];
      if (sensor === "absent" || sensor === "lost") {
        missing.push(metric);
        continue;
      }
      await observer.next(
        from,
        `telemetry/${metric}`,
        (heartbeatS + PATIENCE_S) * 1000,
        ({ key }) => key === `telemetry/${metric}`,
      );
    }
    for (const metric of METRIC_NAMES) {
      const times = observer
        .since(from, `telemetry/${metric}`)
        .flatMap(({ timestamp }) => (typeof timestamp === "string" ? [Date.parse(timestamp)] : []));
      times.forEach((time, index) => {
        const before = times[index - 1];
        demand(
          before === undefined || time > before,
          `two readings of ${metric} in a row have the times ${before} and ${time}: they must increase`,
        );
      });
    }
    if (missing.length > 0) {
      throw new NotChecked(`a sensor is missing: nothing can be said of ${missing.join(", ")}`);
    }
  },
};
