import { SETTINGS } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

export const stale: Check = {
  name: "stale",
  title: "refuses a command that is older than its time to live",
  source: "design: commands (REQ-001 clean session false)",
  async run(subject) {
    const { result } = await subject.obeyed("config", { action: "get" });
    const ttlS = Number(
      (result as Record<string, unknown>)["command_ttl_s"] ?? SETTINGS.command_ttl_s.default,
    );
    for (const action of ["off", "toggle"]) {
      const response = await subject.command("relay", {
        action,
        timestamp: new Date(Date.now() - (ttlS + 60) * 1000).toISOString(),
      });
      demand(
        response["error"] === "expired",
        `a command of ${ttlS + 60} s ago must be refused with expired, and was answered with ${shown(response)}`,
      );
    }
  },
};
