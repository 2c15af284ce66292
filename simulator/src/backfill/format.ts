import { METRICS, type MetricName, parseTopic } from "@homesync/protocol";
import { parseReading, TimestampReader } from "./reading-parser.ts";

export type HistoryFormat = "line" | "json";

/** Writes one telemetry message as one line of history; empty for what is no reading. */
export type LineWriter = (topic: string, payload: string) => string;

/** The writer of a format; one for each history. */
export const lineWriter = (format: HistoryFormat): LineWriter =>
  format === "line" ? lineProtocol() : jsonLines();

/**
 * InfluxDB's line protocol, times in ms: measurement `power_readings`, tags home_id, metric and node_id, fields value and
 * quality, both floats for ever (REQ-007). Tags need no escape: an identifier has letters, digits, `_` and `-` only.
 */
function lineProtocol(): LineWriter {
  const series = new Map<string, string>();
  const times = new TimestampReader();
  return (topic, payload) => {
    let prefix = series.get(topic);
    if (prefix === undefined) {
      const reading = identify(topic);
      prefix =
        reading === undefined
          ? ""
          : `power_readings,home_id=${reading.homeId},metric=${reading.metric},node_id=${reading.nodeId} value=`;
      series.set(topic, prefix);
    }
    const reading = prefix === "" ? undefined : parseReading(topic, payload);
    if (reading === undefined) return "";
    return `${prefix}${reading.value},quality=${reading.quality} ${times.read(reading.timestamp)}\n`;
  };
}

/** One JSON object a line, with the unit, for whoever reads it without the protocol's table. */
function jsonLines(): LineWriter {
  const series = new Map<string, readonly [string, string]>();
  return (topic, payload) => {
    let parts = series.get(topic);
    if (parts === undefined) {
      const reading = identify(topic);
      parts =
        reading === undefined
          ? ["", ""]
          : [
              `","home_id":"${reading.homeId}","node_id":"${reading.nodeId}","metric":"${reading.metric}","value":`,
              `,"unit":${JSON.stringify(METRICS[reading.metric].unit)},"quality":`,
            ];
      series.set(topic, parts);
    }
    const [identity, unit] = parts;
    const reading = identity === "" ? undefined : parseReading(topic, payload);
    if (reading === undefined) return "";
    return `{"timestamp":"${reading.timestamp}${identity}${reading.value}${unit}${reading.quality}}\n`;
  };
}

function identify(topic: string): { homeId: string; nodeId: string; metric: MetricName } | undefined {
  const parsed = parseTopic(topic);
  if (!parsed.ok) return undefined;
  const { homeId, nodeId, key } = parsed.value;
  const [category, metric] = key.split("/");
  return category === "telemetry" ? { homeId, nodeId, metric: metric as MetricName } : undefined;
}
