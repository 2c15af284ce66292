import { Type } from "typebox";
import { Nodes, phaseKind, Span, tooMany } from "./phase-kind.ts";

/** Switches nodes on, or off, in equal jumps, each followed by a rest. */
export const step = phaseKind(
  "step",
  "switches nodes on, or off, in equal jumps with a rest after each",
  {
    to: Type.Optional(Nodes("nodes that are on after the last jump")),
    steps: Type.Integer({ minimum: 1, maximum: 1000, description: "number of jumps" }),
    every_s: Span("time from one jump to the next"),
  },
  {
    problems: ({ to }, scene) => tooMany("to", to, scene),
    plan: ({ to, steps, every_s }, { nodes, from }) => {
      const end = to ?? nodes;
      const everyMs = every_s * 1000;
      return {
        title: `${steps} steps to ${end} nodes`,
        durationMs: steps * everyMs,
        targetAt: (elapsedMs) => {
          const jumps = everyMs === 0 ? steps : Math.min(steps, Math.floor(elapsedMs / everyMs) + 1);
          return Math.trunc(from + ((end - from) * jumps) / steps);
        },
      };
    },
  },
);
