/** Fleets of virtual nodes, to be embedded in a demo or a test. */
export type { CoreExports, CoreImports } from "./core/abi.ts";
export { CoreLoadError } from "./core/core.ts";
export type { FailureCount } from "./fleet/failures.ts";
export { type Fleet, type FleetNode, startFleet } from "./fleet/fleet.ts";
export { type FleetOptions, FleetOptionsError, type NodeLogLine } from "./fleet/options.ts";
export { probeBroker } from "./fleet/probe.ts";
export type { FleetStats, Summary } from "./fleet/stats.ts";
export type { Failure, FailureKind } from "./mqtt/failure.ts";
export type { Clock } from "./scheduler/clock.ts";
export type { UpdateTrust } from "./update/trust.ts";
