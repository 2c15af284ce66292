import { TOPICS, type TopicKey } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

export const qos: Check = {
  name: "qos",
  title: "publishes telemetry at QoS 0, or 1 where it is set so, and status and responses at 1",
  source: "REQ-003 QoS configuration; design: telemetry, status, response",
  async run(subject) {
    const { result } = await subject.obeyed("config", { action: "get" });
    const ofTelemetry = (result as Record<string, unknown>)["telemetry_qos"];
    for (const seen of subject.observer.seen) {
      if (!Object.hasOwn(TOPICS, seen.key)) continue;
      const expected = seen.key.startsWith("telemetry/") ? ofTelemetry : TOPICS[seen.key as TopicKey].qos;
      demand(seen.qos === expected, `${seen.key} came at QoS ${seen.qos}, not ${expected}`);
    }
  },
};
