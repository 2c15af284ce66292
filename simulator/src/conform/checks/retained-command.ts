import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

export const retainedCommand: Check = {
  name: "retained-command",
  title: "ignores a command that the broker kept",
  source: "design: commands (REQ-005 QoS 1 for reliability)",
  async run(subject) {
    const { observer, hands } = subject;
    await hands.cutPower();
    const requestId = subject.newRequestId();
    // At QoS 0, so that no session keeps it as well.
    const how = { qos: 0, retain: true } as const;
    await observer.publish("command/led", { action: "off", request_id: requestId }, how);
    await observer.flush();
    const from = observer.now;
    try {
      await hands.restorePower();
      await subject.returned(from);
      // What comes with the subscription comes before this.
      await subject.obeyed("led", { action: "off" });
    } finally {
      await observer.publish("command/led", "", how);
    }
    const obeyed = observer.since(from, "response/command").some((said) => said["request_id"] === requestId);
    demand(!obeyed, "it has answered a command that came with RETAIN set");
  },
};
