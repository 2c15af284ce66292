import { isIdentifier } from "@homesync/protocol";
import type { NodeState } from "./node-state.ts";

const VERSION = 1;

/** A node's state as it is kept in a store: JSON with the version of its form. */
export const encodeNode = (state: NodeState): string => JSON.stringify({ v: VERSION, ...state });

/**
 * The state that {@link encodeNode} made; what it leaves out is undefined again. Undefined for anything else: what
 * others wrote, or a later version, is no reason not to start.
 */
export function decodeNode(text: string): NodeState | undefined {
  try {
    const { v, ...state } = JSON.parse(text) as { v: unknown } & NodeState;
    const isOurs = v === VERSION && isIdentifier(state.homeId) && isIdentifier(state.nodeId);
    const isWhole =
      Number.isFinite(state.firstHeardMs) && typeof state.metrics === "object" && state.metrics !== null;
    return isOurs && isWhole ? state : undefined;
  } catch {
    return undefined;
  }
}
