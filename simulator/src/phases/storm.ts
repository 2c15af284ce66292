import { Type } from "typebox";
import { phaseKind, Span } from "./phase-kind.ts";

/** Cuts many sessions at once, as when a whole street's power comes back: all of them reconnect together. */
export const storm = phaseKind(
  "storm",
  "cuts many sessions at once, so that their nodes all reconnect together",
  {
    share: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: "how much of the fleet [default: 1, all]",
      }),
    ),
    for_s: Span("time to come back"),
  },
  {
    plan: ({ share = 1, for_s }, { from }) => ({
      title: `storm of ${Math.round(share * 100)} % of the nodes`,
      durationMs: for_s * 1000,
      targetAt: () => from,
      cut: { atMs: 0, share },
    }),
  },
);
