/** The broker that a run starts for itself. */
export const EMBEDDED = "embedded";
/** Nodes of a fleet that does not say how many it has. */
export const DEFAULT_NODES = 10;
