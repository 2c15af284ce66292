import type { Check } from "../check.ts";

export const led: Check = {
  name: "led",
  title: "obeys on, off and blink",
  source: "Topic Categories, 3: command/led; design: actions",
  async run(subject) {
    for (const fields of [
      { action: "on" },
      { action: "blink", count: 2, period_ms: 100 },
      { action: "blink" },
      { action: "off" },
    ]) {
      await subject.obeyed("led", fields);
    }
  },
};
