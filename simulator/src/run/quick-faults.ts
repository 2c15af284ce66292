import { FAULT_KINDS, type Fault } from "../faults/fault.ts";

const DURATION_S = 10;
const SHARE = 0.1;

/**
 * Faults that can be injected at the press of a key: those that need nothing said but their kind. They meet a tenth of the
 * nodes, for ten seconds.
 * @param ownBroker whether the broker is this process's own
 */
export function quickFaults(ownBroker: boolean): readonly Fault[] {
  return FAULT_KINDS.filter(({ schema, place }) => {
    const { required } = schema as { readonly required?: readonly string[] };
    return required?.length === 1 && (place !== "broker" || ownBroker);
  }).map(
    ({ kind, lasts, place }) =>
      ({
        kind,
        ...(place === "broker" ? {} : { whom: { share: SHARE } }),
        ...(lasts ? { duration_s: DURATION_S } : {}),
      }) as Fault,
  );
}
