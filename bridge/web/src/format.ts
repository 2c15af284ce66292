/** How values are written for people. */

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The time of day; the date too when it was not in the last day. */
export function formatTime(timestamp: string, now = Date.now()): string {
  const date = new Date(timestamp);
  return (now - date.getTime() < 86_400_000 ? time : dateAndTime).format(date);
}

const DECIMALS: Readonly<Record<string, number>> = { W: 0, V: 1, A: 2, kWh: 2, "1": 2, Hz: 1, "°C": 1 };

/** A value with its unit: `1,234 W`. */
export function formatValue(value: number, unit: string): string {
  const decimals = DECIMALS[unit] ?? 1;
  const text = value.toLocaleString(undefined, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return unit === "1" ? text : `${text} ${unit}`;
}

/** `power_factor` as people read it. */
export const formatMetric = (metric: string): string => metric.replaceAll("_", " ");
