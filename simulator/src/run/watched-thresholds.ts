import type { Scenario } from "../scenario/schema.ts";
import { readThreshold } from "../thresholds/grammar.ts";
import type { WatchedThreshold } from "../thresholds/watch.ts";

/** The thresholds of a scenario that was checked. */
export function watchedThresholds({ thresholds = [] }: Scenario): WatchedThreshold[] {
  return thresholds.map((entry) => {
    const { check, abort = false, after_s = 0 } = typeof entry === "string" ? { check: entry } : entry;
    const reading = readThreshold(check);
    if (!reading.ok) throw new TypeError(reading.message);
    return { threshold: reading.threshold, ...(abort ? { abortAfterMs: after_s * 1000 } : {}) };
  });
}
