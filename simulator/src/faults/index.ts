/** Faults: their schema, and how they come over a fleet. */
export { faultyBroker } from "./broker/embedded.ts";
export { FAULT_KINDS, type Fault, FaultSchema } from "./fault.ts";
export type { FaultKind, FaultPlace, FaultTiming } from "./fault-kind.ts";
export { type ActiveFault, FaultInjector, type InjectorOptions } from "./injector.ts";
export { FaultError, type FaultyBroker } from "./scene.ts";
export { Whom } from "./whom.ts";
