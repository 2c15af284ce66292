import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { NodeAction } from "../node/node-action.ts";
import type { NodeListener, NodeState } from "../node/node-event.ts";
import type { Summary } from "./summary.ts";

/** One node of a fleet, as others see it. */
export interface FleetNode {
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  readonly clientId: string;
}

/** Nodes by their place in `nodes` of the fleet. */
export type NodeSelection = readonly number[] | "all";

/** Nodes that run. */
export interface Fleet {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: readonly FleetNode[];
  metrics(): MetricsSnapshot;
  /** Resolves when every node has had a session at the same time for the first time. */
  whenConnected(): Promise<void>;
  /**
   * Changes how many nodes are to be on; the first ones are. Those that are missing are switched on, those too many
   * announce their absence and go off, in the background.
   * @param nodes from 0 to all
   * @param ratePerS nodes in a second, at most; as at the start when absent
   */
  aim(nodes: number, ratePerS?: number): void;
  /** No node is switched on or off until `resume`; those that are on go on as nodes do. */
  pause(): void;
  resume(): void;
  /** Does something to nodes. */
  act(nodes: NodeSelection, action: NodeAction): void;
  /**
   * Calls back for everything that happens at one node, from inside its work: soon, and without calling the fleet.
   * @returns stops the calls
   */
  observe(node: number, listener: NodeListener): () => void;
  inspect(node: number): Promise<NodeState>;
  /**
   * Ends every node in order: planned absence published and acknowledged, DISCONNECT; then removes their sessions and
   * retained messages from the broker, unless they are to be kept. Takes a bounded time. May be called again.
   */
  stop(): Promise<Summary>;
  /** Drops every connection at once, without a word: the broker publishes the wills. */
  kill(): void;
}
