import { median } from "../../../bench/measure/index.ts";

/**
 * How much more the last tenth of the values is than the first, by their medians, in percent. Of memory in use as the
 * system sees it: nothing is collected for the occasion, and what one collection more or less leaves is not growth.
 */
export function growthPercent(values: readonly number[]): number {
  const tenth = Math.max(1, Math.floor(values.length / 10));
  return (median(values.slice(-tenth)) / median(values.slice(0, tenth)) - 1) * 100;
}
