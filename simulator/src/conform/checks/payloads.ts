import { decode } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

export const payloads: Check = {
  name: "payloads",
  title: "everything that it published is on a topic of the protocol and of its schema",
  source: "Topic Structure; Message Payload Format; REQ-004",
  async run({ homeId, nodeId, observer }) {
    demand(observer.seen.length > 0, "it has published nothing");
    for (const { topic, payload } of observer.seen) {
      const message = decode(topic, payload);
      demand(message.ok, message.ok ? "" : `${message.error.message}: ${payload.toString().slice(0, 200)}`);
      demand(
        message.value.homeId === homeId && message.value.nodeId === nodeId,
        `${topic} belongs to another node`,
      );
    }
  },
};
