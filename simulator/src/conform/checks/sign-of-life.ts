import { LIMITS } from "@homesync/protocol";
import type { Check } from "../check.ts";

const LIMIT_MS = LIMITS.rssiPeriod.value + 10_000;

export const signOfLife: Check = {
  name: "sign-of-life",
  title: "publishes status/rssi at least every minute",
  source: "Topic Categories, 2; design: status",
  async run({ observer }) {
    await observer.next(0, "status/rssi", LIMIT_MS, ({ key }) => key === "status/rssi");
  },
};
