import { type Static, Type } from "typebox";
import type { Problem } from "../scenario/problem.ts";
import { arrival } from "./arrival.ts";
import { hold } from "./hold.ts";
import type { PhaseKind, Stage } from "./phase-kind.ts";
import { ramp } from "./ramp.ts";
import { step } from "./step.ts";
import { storm } from "./storm.ts";

/** One phase of a scenario: its `kind` says which. */
export const Phase = Type.Union([ramp.schema, hold.schema, arrival.schema, step.schema, storm.schema]);
export type Phase = Static<typeof Phase>;

const PHASE_KINDS = [ramp, hold, arrival, step, storm] as const;

const BY_KIND: ReadonlyMap<string, PhaseKind> = new Map(
  // Each is only called with a phase of its own kind.
  PHASE_KINDS.map((kind) => [kind.kind, kind as unknown as PhaseKind]),
);
const kindOf = (phase: Phase): PhaseKind => BY_KIND.get(phase.kind) as PhaseKind;

/** Plans the phases one after the other: each begins with the nodes that the one before it left on. */
export function planStages(phases: readonly Phase[], nodes: number): Stage[] {
  let from = 0;
  return phases.map((phase) => {
    const stage = kindOf(phase).plan(phase, { nodes, from });
    from = stage.targetAt(stage.durationMs);
    return stage;
  });
}

/** What is wrong with phases that each have the form of one; paths begin at the list. */
export function phaseProblems(phases: readonly Phase[], nodes: number): Problem[] {
  const stages = planStages(phases, nodes);
  return [
    ...idleStart(stages[0]),
    ...phases.flatMap((phase, index) => {
      const before = stages[index - 1];
      const from = Math.min(nodes, before === undefined ? 0 : before.targetAt(before.durationMs));
      return kindOf(phase)
        .problems(phase, { nodes, from })
        .map((problem) => ({ ...problem, path: [index, ...problem.path] }));
    }),
  ];
}

/** A run that begins with nobody on would pass nearly every threshold, as nothing can go wrong. */
function idleStart(first: Stage | undefined): Problem[] {
  if (first?.kind !== hold.kind && first?.kind !== storm.kind) return [];
  const message = `no node is on yet: begin with a phase that switches some on, such as { kind: ramp, over_s: 10 }, before this ${first.kind}`;
  return [{ path: [0, "kind"], message }];
}
