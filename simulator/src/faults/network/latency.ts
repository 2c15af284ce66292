import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const latency = lastingFault(
  {
    kind: "latency",
    place: "network",
    meaning: "every byte takes longer, in both directions",
    parameters: {
      delay_ms: Type.Number({ minimum: 0, maximum: 60_000, description: "how much longer, one way, ms" }),
    },
  },
  ({ delay_ms: delayMs }, { impair }) => impair({ kind: "latency", delayMs }),
);
