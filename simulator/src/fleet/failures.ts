import type { Failure, FailureKind } from "../mqtt/failure.ts";

/** How often a fleet met one kind of failure, and the words of the last. */
export interface FailureCount {
  readonly kind: FailureKind;
  readonly count: number;
  readonly lastDetail: string;
}

/** Counts failures by their kind. */
export class Failures {
  readonly #byKind = new Map<FailureKind, { count: number; lastDetail: string }>();

  add({ kind, detail }: Failure, times = 1): void {
    const known = this.#byKind.get(kind);
    if (known === undefined) {
      this.#byKind.set(kind, { count: times, lastDetail: detail });
    } else {
      known.count += times;
      known.lastDetail = detail;
    }
  }

  /** The most frequent first. */
  list(): FailureCount[] {
    const all = [...this.#byKind].map(([kind, { count, lastDetail }]) => ({ kind, count, lastDetail }));
    return all.sort((a, b) => b.count - a.count);
  }
}

/** The failures of the parts of a fleet as those of one. */
export function mergeFailures(parts: readonly (readonly FailureCount[])[]): FailureCount[] {
  const all = new Failures();
  for (const { kind, count, lastDetail } of parts.flat()) all.add({ kind, detail: lastDetail }, count);
  return all.list();
}
