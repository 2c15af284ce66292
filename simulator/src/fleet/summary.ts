import { type FailureCount, mergeFailures } from "./failures.ts";

/** How a fleet ended, told when it has stopped; what it did until then is in its metrics. */
export interface Summary {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: number;
  /** Nodes that were switched on some time. */
  readonly started: number;
  /** Nodes whose planned absence the broker acknowledged, or which had no session to announce it in. */
  readonly endedInOrder: number;
  /** Nodes whose session and retained messages were removed from the broker; 0 with `keep`. */
  readonly purged: number;
  /** Nodes that may have left something on the broker. */
  readonly notPurged: number;
  /** Why connections were not made, or ended unasked. */
  readonly failures: readonly FailureCount[];
}

/** The parts of a fleet as one. There is at least one. */
export function mergeSummaries(parts: readonly Summary[]): Summary {
  const [first] = parts as readonly [Summary, ...Summary[]];
  const sum = (of: (part: Summary) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    seed: first.seed,
    homePrefix: first.homePrefix,
    nodes: sum(({ nodes }) => nodes),
    started: sum(({ started }) => started),
    endedInOrder: sum(({ endedInOrder }) => endedInOrder),
    purged: sum(({ purged }) => purged),
    notPurged: sum(({ notPurged }) => notPurged),
    failures: mergeFailures(parts.map(({ failures }) => failures)),
  };
}
