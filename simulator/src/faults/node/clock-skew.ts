import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

const DAY_S = 86_400;

export const clockSkew = lastingFault(
  {
    kind: "clock_skew",
    place: "node",
    meaning: "the node's clock is wrong",
    parameters: {
      skew_s: Type.Number({
        minimum: -365 * DAY_S,
        maximum: 365 * DAY_S,
        description: "how far it runs ahead, s; negative: behind",
      }),
    },
  },
  ({ skew_s: skewS }, { act }) => {
    act({ kind: "clock", skewMs: skewS * 1000 });
    return () => act({ kind: "clock", skewMs: 0 });
  },
);
