import { FaultError, type FaultScene, type FaultyBroker } from "../scene.ts";

/** @throws FaultError when the broker is not ours */
export function requiredBroker({ broker }: FaultScene): FaultyBroker {
  if (broker !== undefined) return broker;
  throw new FaultError(
    "a fault of the broker needs a broker in this process: use --broker embedded, or restart yours by hand",
  );
}
