/** The broker that a run starts for itself. */
export const EMBEDDED = "embedded";
/** Nodes of a fleet that does not say how many it has. */
export const DEFAULT_NODES = 10;
/** Metrics that the observer measures: a threshold on one of them asks for it. */
export const OBSERVED: ReadonlySet<string> = new Set([
  "telemetry.received",
  "telemetry.lost",
  "delivery.subscriber",
]);
