const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as people write it: `30s`, `15m`, `1h`, `7d`. */
export const DURATION_PATTERN = "^[1-9][0-9]{0,5}[smhd]$";

/** Milliseconds of a duration such as `15m`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}
