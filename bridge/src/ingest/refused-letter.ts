import { buildTopic, formatTimestamp } from "@homesync/protocol";
import type { RefusedReading } from "../series/series-store.ts";
import type { DeadLetter } from "./dead-letters.ts";

/** A reading that the store refused, as the dead letter that tells of it. */
export function refusedLetter({ reading, reason }: RefusedReading): DeadLetter {
  const { series, value, quality, timeMs } = reading;
  const { homeId, nodeId, metric } = series;
  const topic = buildTopic({ homeId, nodeId, key: `telemetry/${metric}` });
  const text = JSON.stringify({ value, timestamp: formatTimestamp(timeMs), quality });
  return { kind: "refused", reason, topic: topic.ok ? topic.value : "", payload: Buffer.from(text) };
}
