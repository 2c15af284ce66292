import { type Static, type TObject, type TProperties, Type } from "typebox";
import { MAX_S } from "../phases/phase-kind.ts";
import type { Lift } from "./lift.ts";
import type { FaultScene } from "./scene.ts";
import { Whom } from "./whom.ts";

/** What a fault is done to. */
type FaultPlace = "node" | "network" | "protocol" | "broker";

/** One kind of fault: what it is called, what may be said of it, and what it does. */
export interface FaultKind<Schema extends TObject = TObject> {
  readonly kind: string;
  readonly place: FaultPlace;
  /** Whether it lasts until it is lifted; one that does not is over when it has been applied. */
  readonly lasts: boolean;
  /** For people, in a line. */
  readonly meaning: string;
  /** `kind`, what is common to all faults of its sort, and its own parameters. */
  readonly schema: Schema;
  /** Does it to all that the scene shows. Not a word of it is kept elsewhere: the answer takes it back. */
  apply(fault: Static<Schema>, scene: FaultScene): Lift | Promise<Lift>;
}

/** When a fault comes; absent for one that is injected by hand. */
const at = {
  at_s: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: MAX_S,
      description: "when it comes, seconds from the beginning of the run",
    }),
  ),
};
const duration = {
  duration_s: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: MAX_S,
      description: "how long it lasts, s; until the end when absent",
    }),
  ),
};
const whom = { whom: Type.Optional(Whom) };

/** What every fault may say of itself, whatever its kind. */
export interface FaultTiming {
  readonly at_s?: number;
  readonly duration_s?: number;
  readonly whom?: Whom;
}

interface Description<Kind extends string, Parameters extends TProperties> {
  readonly kind: Kind;
  readonly place: FaultPlace;
  readonly meaning: string;
  readonly parameters: Parameters;
}

/** A fault that lasts until it is lifted, and meets nodes. */
export function lastingFault<const Kind extends string, const Parameters extends TProperties>(
  description: Description<Kind, Parameters>,
  apply: (fault: Static<TObject<Parameters>>, scene: FaultScene) => Lift | Promise<Lift>,
) {
  const { kind, place, meaning, parameters } = description;
  const schema = Type.Object(
    { kind: Type.Literal(kind), ...at, ...duration, ...whom, ...parameters },
    { additionalProperties: false, description: meaning },
  );
  return { kind, place, lasts: true, meaning, schema, apply } as const;
}

/** A fault that happens in a moment, and meets nodes. */
export function momentaryFault<const Kind extends string, const Parameters extends TProperties>(
  description: Description<Kind, Parameters>,
  strike: (fault: Static<TObject<Parameters>>, scene: FaultScene) => void | Promise<void>,
) {
  const { kind, place, meaning, parameters } = description;
  const schema = Type.Object(
    { kind: Type.Literal(kind), ...at, ...whom, ...parameters },
    { additionalProperties: false, description: meaning },
  );
  return { kind, place, lasts: false, meaning, schema, apply: once(strike) } as const;
}

/** A fault of the broker: it lasts, and meets everyone. */
export function brokerFault<const Kind extends string, const Parameters extends TProperties>(
  description: Omit<Description<Kind, Parameters>, "place">,
  apply: (fault: Static<TObject<Parameters>>, scene: FaultScene) => Lift | Promise<Lift>,
) {
  const { kind, meaning, parameters } = description;
  const schema = Type.Object(
    { kind: Type.Literal(kind), ...at, ...duration, ...parameters },
    { additionalProperties: false, description: meaning },
  );
  return { kind, place: "broker", lasts: true, meaning, schema, apply } as const;
}

const nothingToLift: Lift = () => undefined;

const once =
  <Fault>(strike: (fault: Fault, scene: FaultScene) => void | Promise<void>) =>
  async (fault: Fault, scene: FaultScene): Promise<Lift> => {
    await strike(fault, scene);
    return nothingToLift;
  };
