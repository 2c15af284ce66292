/** How far back a chart looks, and how it cuts that time into windows: a few hundred points whatever the range. */
export const RANGES = {
  "1 hour": { ms: 3_600_000, every: "15s" },
  "6 hours": { ms: 6 * 3_600_000, every: "1m" },
  "1 day": { ms: 86_400_000, every: "5m" },
  "1 week": { ms: 7 * 86_400_000, every: "30m" },
  "1 month": { ms: 30 * 86_400_000, every: "2h" },
} as const satisfies Record<string, { readonly ms: number; readonly every: string }>;

export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];
