import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

export const relay: Check = {
  name: "relay",
  title: "obeys on, off and toggle, answers with the state and publishes it with its cause",
  source: "REQ-005 Toggle device power, Command acknowledgment; design: relay status",
  async run(subject) {
    for (const [action, state] of [
      ["off", "off"],
      ["on", "on"],
      ["toggle", "off"],
      ["on", "on"],
    ] as const) {
      const from = subject.observer.now;
      const response = await subject.switchRelay(action);
      demand(
        response["status"] === "success" && response["result"] === state,
        `${action} must be answered with success and ${state}, not ${shown(response)}`,
      );
      if (subject.observer.since(0, "status/relay").at(-1)?.["state"] === state) continue;
      await subject.observer.next(
        from,
        `status/relay with state ${state} and cause command`,
        10_000,
        ({ key }, said) => key === "status/relay" && said["state"] === state && said["cause"] === "command",
      );
    }
  },
};
