import type { NodeAddress, NodeState } from "./node-state.ts";
import type { Observation, StateField } from "./rules.ts";

/** A node's state changed. */
export interface StateChange {
  readonly field: StateField;
  /** The state after the change; it changes on, so copy what is kept. */
  readonly state: NodeState;
}

export interface HomeSummary {
  readonly homeId: string;
  readonly nodes: number;
  readonly online: number;
}

/**
 * The latest state of every node. Taking a message in is synchronous, as the ingest must not wait for a store in
 * another process (which keeps what it owes there to itself); reading is not.
 */
export interface StateStore {
  /** @returns false when the node is new and there is no room for it */
  observe(observation: Observation): boolean;
  /** @returns stops the calls */
  onChange(listener: (change: StateChange) => void): () => void;
  /** Homes with at least one node, in the order of their ids. */
  homes(): Promise<readonly HomeSummary[]>;
  /** The nodes of a home in the order of their ids; none when the home is unknown. */
  nodes(homeId: string): Promise<readonly NodeState[]>;
  node(address: NodeAddress): Promise<NodeState | undefined>;
  /** Forgets all that was heard of a node; what it sends from then on makes it known again. */
  forget(address: NodeAddress): Promise<void>;
  close(): Promise<void>;
}
