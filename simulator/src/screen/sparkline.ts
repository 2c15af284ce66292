const BARS = "▁▂▃▄▅▆▇█";

/** The last values as a row of bars; the highest of them fills its place. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const top = Math.max(...shown, 0);
  return shown
    .map((value) => BARS[top === 0 ? 0 : Math.round((value / top) * (BARS.length - 1))])
    .join("")
    .padStart(width, " ");
}
