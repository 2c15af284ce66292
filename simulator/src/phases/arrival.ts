import { Type } from "typebox";
import { phaseKind, Span } from "./phase-kind.ts";

/** Switches nodes on at a constant rate, whether or not those before them have connected: an open-loop load. */
export const arrival = phaseKind(
  "arrival",
  "switches nodes on at a constant rate, however the broker does with those before them",
  {
    rate_per_s: Type.Number({
      minimum: 0.001,
      maximum: 10_000,
      description: "nodes switched on in a second",
    }),
    for_s: Span("how long"),
  },
  {
    problems: ({ rate_per_s, for_s }, { nodes, from }) => {
      const arriving = Math.floor(rate_per_s * for_s);
      if (from + arriving <= nodes) return [];
      const message = `${arriving} nodes would arrive after ${from}, and the fleet has ${nodes}: give it ${from + arriving} nodes, or less time`;
      return [{ path: ["for_s"], message }];
    },
    plan: ({ rate_per_s, for_s }, { from }) => {
      const durationMs = for_s * 1000;
      return {
        title: `${rate_per_s} arrivals a second`,
        durationMs,
        targetAt: (elapsedMs) => from + Math.floor((rate_per_s * Math.min(elapsedMs, durationMs)) / 1000),
      };
    },
  },
);
