import { Type } from "typebox";
import { METRICS, type MetricName } from "../table/metrics.ts";
import { Timestamp } from "./fields.ts";
import { plain } from "./payload.ts";

/** `telemetry/{metric}`: one reading (specification, "Telemetry Messages"). */
export function telemetryPayload<const Name extends MetricName>(name: Name) {
  const metric: (typeof METRICS)[Name] = METRICS[name];
  return plain(
    Type.Object({
      value: Type.Number({ minimum: metric.min, maximum: metric.max, description: metric.meaning }),
      unit: Type.Literal(metric.unit as (typeof METRICS)[Name]["unit"]),
      timestamp: Type.Optional(Timestamp),
      quality: Type.Integer({
        minimum: 0,
        maximum: 100,
        description: "share of the sensor's last readings that was good, in percent",
      }),
    }),
  );
}
