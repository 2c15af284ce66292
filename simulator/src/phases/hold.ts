import { phaseKind, Span } from "./phase-kind.ts";

/** Leaves the fleet as it is. */
export const hold = phaseKind(
  "hold",
  "leaves the fleet as it is",
  { for_s: Span("how long") },
  {
    plan: ({ for_s }, { from }) => ({
      title: `hold ${from} nodes`,
      durationMs: for_s * 1000,
      targetAt: () => from,
    }),
  },
);
