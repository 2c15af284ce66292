import { type Static, Type } from "typebox";
import { hash } from "../world/noise.ts";

/** Whom a fault meets: every node, unless it is narrowed down. */
export const Whom = Type.Object(
  {
    home: Type.Optional(Type.String({ minLength: 1, description: "only the nodes of this home" })),
    nodes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), {
        minItems: 1,
        description: "only the nodes with these numbers in the fleet, from 0",
      }),
    ),
    share: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: "of those so many, drawn by the seed: 0.2 is every fifth, at least one",
      }),
    ),
  },
  { additionalProperties: false, description: "whom it meets; everyone when absent" },
);
export type Whom = Static<typeof Whom>;

/** What of a fleet decides who is drawn. */
export interface FleetShape {
  readonly seed: number;
  readonly nodes: number;
  homeIdOf(index: number): string;
}

/**
 * The numbers of the nodes that a fault meets. The same fleet, selection and draw give the same nodes.
 * @param draw tells two draws of the same run apart
 */
export function selectNodes(whom: Whom | undefined, fleet: FleetShape, draw: number): ReadonlySet<number> {
  const { home, nodes, share } = whom ?? {};
  const listed = nodes === undefined ? Array.from({ length: fleet.nodes }, (_, index) => index) : nodes;
  const candidates = listed.filter(
    (index) => index < fleet.nodes && (home === undefined || fleet.homeIdOf(index) === home),
  );
  if (share === undefined) return new Set(candidates);
  const salt = hash(fleet.seed, draw);
  const lots = candidates.map((index) => ({ index, lot: hash(salt, index) }));
  lots.sort((a, b) => a.lot - b.lot || a.index - b.index);
  return new Set(lots.slice(0, Math.ceil(share * lots.length)).map(({ index }) => index));
}
