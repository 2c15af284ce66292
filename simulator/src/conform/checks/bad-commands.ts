import type { Check } from "../check.ts";
import type { CommandName } from "../subject.ts";
import { demand, shown } from "../violation.ts";

/** Commands that must be refused, and with which error. */
const BAD: readonly (readonly [CommandName, object, string])[] = [
  ["relay", { action: "explode" }, "unknown_action"],
  ["relay", {}, "missing_field"],
  ["relay", { action: 1 }, "wrong_type"],
  ["relay", { action: "on", timestamp: "yesterday" }, "bad_timestamp"],
  ["led", { action: "blink", count: 0 }, "out_of_range"],
  ["led", { action: "blink", period_ms: "long" }, "wrong_type"],
  ["config", { action: "set" }, "missing_field"],
  ["config", { action: "set", settings: { colour: "red" } }, "unknown_setting"],
  ["config", { action: "set", settings: { telemetry_interval_s: 0 } }, "out_of_range"],
  ["ota", { action: "update" }, "missing_field"],
];

export const badCommands: Check = {
  name: "bad-commands",
  title: "refuses a command that is not well formed, with the error that says why",
  source: "REQ-006 Invalid message format; design: response",
  async run(subject) {
    for (const [name, fields, error] of BAD) {
      const response = await subject.command(name, fields);
      demand(
        response["status"] === "error" && response["error"] === error,
        `${name} ${shown(fields)} must be refused with ${error}, and was answered with ${shown(response)}`,
      );
    }
  },
};
