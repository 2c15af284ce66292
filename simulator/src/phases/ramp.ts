import { Type } from "typebox";
import { Nodes, phaseKind, Span, tooMany } from "./phase-kind.ts";

/** Switches nodes on, or off, evenly over a time. */
export const ramp = phaseKind(
  "ramp",
  "switches nodes on, or off, evenly over a time",
  { to: Type.Optional(Nodes("nodes that are on when it ends")), over_s: Span("how long it takes") },
  {
    problems: ({ to }, scene) => tooMany("to", to, scene),
    plan: ({ to, over_s }, { nodes, from }) => {
      const end = to ?? nodes;
      const durationMs = over_s * 1000;
      return {
        title: `ramp to ${end} nodes`,
        durationMs,
        targetAt: (elapsedMs) =>
          elapsedMs >= durationMs ? end : Math.trunc(from + ((end - from) * elapsedMs) / durationMs),
      };
    },
  },
);
