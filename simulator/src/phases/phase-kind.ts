import { type Static, type TObject, type TProperties, Type } from "typebox";
import type { Problem } from "../scenario/problem.ts";

/** What a phase does to the fleet, planned: time is counted from the start of the phase. */
export interface Stage {
  readonly kind: string;
  /** For people. */
  readonly title: string;
  readonly durationMs: number;
  /** How many nodes should be switched on at this time of the phase. */
  targetAt(elapsedMs: number): number;
  /** Connections to be cut, at this time of the phase. */
  readonly cut?: Cut;
  /** Nodes that come and go beside those that are switched on. */
  readonly visits?: VisitPlan;
}

/** Nodes that come at a constant rate, stay for a while, and leave. */
export interface VisitPlan {
  readonly ratePerS: number;
  /** How many come. */
  readonly visits: number;
  /** Mean of the time that each stays. */
  readonly stayMs: number;
  /** Of those that leave, those that do so without a word, 0 to 1. */
  readonly cutShare: number;
}

/** Sessions that end at once, without a word: their nodes all come back together. */
export interface Cut {
  readonly atMs: number;
  /** Of the nodes that are switched on, 0 to 1. */
  readonly share: number;
}

/** What a phase has to know of the run around it. */
export interface PhaseScene {
  /** Size of the fleet. */
  readonly nodes: number;
  /** Nodes that are switched on when the phase begins. */
  readonly from: number;
}

/** One kind of phase: what may be said of it, what can be wrong with it beyond its schema, and what it does. */
export interface PhaseKind<Schema extends TObject = TObject> {
  readonly kind: string;
  readonly schema: Schema;
  /** Everything that is wrong with a phase that its schema accepts; paths begin at the phase. Changes nothing. */
  problems(phase: Static<Schema>, scene: PhaseScene): Problem[];
  plan(phase: Static<Schema>, scene: PhaseScene): Stage;
}

/** Declares a kind of phase. */
export function phaseKind<const Kind extends string, const Fields extends TProperties>(
  kind: Kind,
  meaning: string,
  fields: Fields,
  behaviour: {
    problems?: (phase: PhaseOf<Kind, Fields>, scene: PhaseScene) => Problem[];
    plan: (phase: PhaseOf<Kind, Fields>, scene: PhaseScene) => Omit<Stage, "kind">;
  },
) {
  const schema = Type.Object(
    { kind: Type.Literal(kind, { description: meaning }), ...fields },
    { additionalProperties: false, description: meaning },
  );
  return {
    kind,
    schema,
    problems: behaviour.problems ?? (() => []),
    plan: (phase: PhaseOf<Kind, Fields>, scene: PhaseScene): Stage => ({
      kind,
      ...behaviour.plan(phase, scene),
    }),
  };
}

type PhaseOf<Kind extends string, Fields extends TProperties> = { kind: Kind } & Static<TObject<Fields>>;

/** Longest phase: what a timer takes. */
export const MAX_S = 2_000_000;

/** A span of a phase, s. */
export const Span = (description: string) =>
  Type.Number({ minimum: 0, maximum: MAX_S, description: `${description}, s` });

/** A number of nodes. */
export const Nodes = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 100_000, description: `${description} [default: all]` });

/** The problem of a phase that asks for more nodes than the fleet has. */
export function tooMany(field: string, wanted: number | undefined, { nodes }: PhaseScene): Problem[] {
  if (wanted === undefined || wanted <= nodes) return [];
  return [{ path: [field], message: `expected at most ${nodes}, the nodes of the fleet, not ${wanted}` }];
}
