import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

export const reconnect: Check = {
  name: "reconnect",
  title: "comes back by itself when the connection is lost, says so, retained, and obeys again",
  source: "REQ-002 Automatic reconnection; REQ-004 Status parsing",
  async run(subject) {
    const from = subject.observer.now;
    await subject.hands.breakConnection();
    await subject.returned(from);
    const kept = (await subject.observer.retained()).get("status/online")?.payload.toString() ?? "{}";
    demand(JSON.parse(kept).online === true, `the broker keeps ${kept} for a node that is there`);
    await subject.obeyed("led", { action: "off" });
  },
};
