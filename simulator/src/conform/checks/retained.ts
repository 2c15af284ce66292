import { TOPIC_KEYS, TOPICS, type TopicKey } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

const isTopic = (key: string): key is TopicKey => Object.hasOwn(TOPICS, key);

export const retained: Check = {
  name: "retained",
  title: "what tells a state is retained, and nothing else",
  source: "design: status, telemetry, response; REQ-008",
  async run({ observer }) {
    const kept = await observer.retained();
    for (const key of TOPIC_KEYS) {
      if (TOPICS[key].direction === "to-node") continue;
      const { retain } = TOPICS[key];
      demand(!retain || kept.has(key), `${key} must be retained, and the broker keeps none`);
      demand(retain || !kept.has(key), `${key} must not be retained, and the broker keeps one`);
    }
    if (!observer.seesRetain) return;
    for (const { key, retain } of observer.seen) {
      if (!isTopic(key)) continue;
      const expected = TOPICS[key].retain;
      demand(retain === expected, `${key} was published with retain ${retain}, not ${expected}`);
    }
  },
};
