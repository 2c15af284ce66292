import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const jitter = lastingFault(
  {
    kind: "jitter",
    place: "network",
    meaning: "what is sent takes longer, by a different time each; it keeps its order",
    parameters: {
      most_ms: Type.Number({
        minimum: 0,
        maximum: 60_000,
        description: "at most so much longer, one way, ms",
      }),
    },
  },
  ({ most_ms: mostMs }, { impair, seed }) => impair({ kind: "jitter", mostMs, seed }),
);
