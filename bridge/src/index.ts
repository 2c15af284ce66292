/** The HomeSync bridge: from MQTT to a store of readings and to apps, as a part of another program. */
export type { Access, Grant, Role } from "./auth/access.ts";
export type { TokenRequest } from "./auth/tokens.ts";
export { type Bridge, type BridgeStats, startBridge } from "./bridge.ts";
export type { BridgeConfig, EmbeddedBroker, ExternalBroker } from "./config/bridge-config.ts";
export { StartError } from "./config/start-error.ts";
export type { LinkState, LinkStatus } from "./link/link.ts";
export type { LinkProblem, LinkProblemCode } from "./link/problem.ts";
export { createLogger } from "./logging/logger.ts";
export type { NodeState } from "./state/node-state.ts";
export type { StateChange } from "./state/state-store.ts";
