/** A span of time for people: in the largest unit that keeps it exact enough. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms * 100) / 100} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 6000) / 10} min` : `${Math.round(ms / 360_000) / 10} h`;
}
