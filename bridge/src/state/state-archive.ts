import type { NodeAddress, NodeState } from "./node-state.ts";

/** Where the state of nodes outlives this process. */
export interface StateArchive {
  /** All that it holds. @throws when it cannot be read */
  load(): Promise<readonly NodeState[]>;
  /** Keeps these, in the place of what it has of the same nodes. @throws when not all of them are kept */
  save(states: readonly NodeState[]): Promise<void>;
  /** Forgets these. @throws when not all of them are forgotten */
  remove(nodes: readonly NodeAddress[]): Promise<void>;
  close(): Promise<void>;
}
