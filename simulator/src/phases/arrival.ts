import { Type } from "typebox";
import { MAX_S, type PhaseScene, phaseKind, Span, type VisitPlan } from "./phase-kind.ts";

interface Arrivals {
  readonly rate_per_s: number;
  readonly for_s: number;
  readonly stay_s?: number;
  readonly cut_share?: number;
}

/** Switches nodes on at a constant rate, whether or not those before them have connected: an open-loop load. */
export const arrival = phaseKind(
  "arrival",
  "switches nodes on at a constant rate, however the broker does with those before them; with stay_s they leave again",
  {
    rate_per_s: Type.Number({
      minimum: 0.001,
      maximum: 10_000,
      description: "nodes switched on in a second",
    }),
    for_s: Span("how long"),
    stay_s: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: MAX_S,
        description:
          "mean time that each stays before it leaves and another takes its place, s; drawn by the seed, with many short and a few long ones [default: they stay for good]",
      }),
    ),
    cut_share: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: "of those that leave, how many lose their power instead of announcing it; with stay_s",
        default: 0,
      }),
    ),
  },
  {
    problems: (phase, scene) => {
      if (phase.stay_s !== undefined) return crowdProblems(phase, scene);
      if (phase.cut_share !== undefined) {
        return [{ path: ["cut_share"], message: "needs stay_s too: without it nobody leaves" }];
      }
      const { nodes, from } = scene;
      const arriving = countOf(phase);
      if (from + arriving <= nodes) return [];
      const message = `${arriving} nodes would arrive after ${from}, and the fleet has ${nodes}: give it ${from + arriving} nodes, or less time, or let them leave (stay_s)`;
      return [{ path: ["for_s"], message }];
    },
    plan: (phase, { from }) => {
      const { rate_per_s, for_s, stay_s } = phase;
      const durationMs = for_s * 1000;
      const title = `${rate_per_s} arrivals a second`;
      if (stay_s !== undefined) {
        const visits = visitsOf(phase, stay_s);
        return { title: `${title} that stay ${stay_s} s`, durationMs, targetAt: () => from, visits };
      }
      return {
        title,
        durationMs,
        targetAt: (elapsedMs) => from + Math.floor((rate_per_s * Math.min(elapsedMs, durationMs)) / 1000),
      };
    },
  },
);

const countOf = ({ rate_per_s, for_s }: Arrivals): number => Math.floor(rate_per_s * for_s);

const visitsOf = (phase: Arrivals, stay_s: number): VisitPlan => ({
  ratePerS: phase.rate_per_s,
  visits: countOf(phase),
  stayMs: stay_s * 1000,
  cutShare: phase.cut_share ?? 0,
});

/** As many as come in the mean time that they stay are there at a time (Little's law), fewer before the crowd has grown. */
function crowdProblems({ rate_per_s, for_s, stay_s = 0 }: Arrivals, { nodes, from }: PhaseScene) {
  const crowd = Math.ceil(rate_per_s * stay_s * (1 - Math.exp(-for_s / stay_s)));
  if (from + crowd <= nodes) return [];
  const message = `about ${crowd} nodes would be there at a time beside the ${from} that are on, and the fleet has ${nodes}: give it more than ${from + crowd} nodes, or let them stay for less time`;
  return [{ path: ["stay_s"], message }];
}
