import type { Counters } from "../mqtt/counters.ts";
import type { FailureCount } from "./failures.ts";

/** A fleet at one moment. Counts are since its start. */
export interface FleetStats {
  readonly elapsedMs: number;
  readonly nodes: number;
  /** Nodes that were switched on. */
  readonly started: number;
  /** Nodes that have a session now. */
  readonly connected: number;
  /** Most nodes that had one at the same time. */
  readonly mostConnected: number;
  /** Sessions that were made after the first of their node. */
  readonly reconnects: number;
  /** Times that a relay switched. */
  readonly relaySwitches: number;
  readonly traffic: Readonly<Counters>;
  /** Why connections were not made, or ended unasked. */
  readonly failures: readonly FailureCount[];
}

/** What a fleet did, told when it has stopped. */
export interface Summary extends FleetStats {
  readonly seed: number;
  readonly homePrefix: string;
  /** Nodes whose planned absence the broker acknowledged, or which had no session to announce it in. */
  readonly endedInOrder: number;
  /** Nodes whose session and retained messages were removed from the broker; 0 with `keep`. */
  readonly purged: number;
  /** Nodes that may have left something on the broker. */
  readonly notPurged: number;
}
