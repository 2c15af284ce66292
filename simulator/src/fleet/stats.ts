import { Counters } from "../mqtt/counters.ts";
import { type FailureCount, mergeFailures } from "./failures.ts";

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

/** Of a fleet of which nothing was heard yet. */
export const NO_STATS: FleetStats = {
  elapsedMs: 0,
  nodes: 0,
  started: 0,
  connected: 0,
  mostConnected: 0,
  reconnects: 0,
  relaySwitches: 0,
  traffic: new Counters(),
  failures: [],
};

/** The parts of a fleet as one; `mostConnected` is then an upper bound. */
export function mergeStats(parts: readonly FleetStats[]): FleetStats {
  const traffic = new Counters();
  for (const part of parts) {
    for (const name of Object.keys(traffic) as (keyof Counters)[]) traffic[name] += part.traffic[name];
  }
  const sum = (of: (part: FleetStats) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  return {
    elapsedMs: Math.max(0, ...parts.map(({ elapsedMs }) => elapsedMs)),
    nodes: sum(({ nodes }) => nodes),
    started: sum(({ started }) => started),
    connected: sum(({ connected }) => connected),
    mostConnected: sum(({ mostConnected }) => mostConnected),
    reconnects: sum(({ reconnects }) => reconnects),
    relaySwitches: sum(({ relaySwitches }) => relaySwitches),
    traffic,
    failures: mergeFailures(parts.map(({ failures }) => failures)),
  };
}

/** The same for what they did in all. There is at least one. */
export function mergeSummaries(parts: readonly Summary[]): Summary {
  const [first] = parts as readonly [Summary, ...Summary[]];
  const sum = (of: (part: Summary) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    ...mergeStats(parts),
    seed: first.seed,
    homePrefix: first.homePrefix,
    endedInOrder: sum(({ endedInOrder }) => endedInOrder),
    purged: sum(({ purged }) => purged),
    notPurged: sum(({ notPurged }) => notPurged),
  };
}
