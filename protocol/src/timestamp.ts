import { LIMITS } from "./table/limits.ts";

const MIN_YEAR = LIMITS.minTimestampYear.value;
const MAX_YEAR = LIMITS.maxTimestampYear.value;
const EARLIEST = Date.UTC(MIN_YEAR, 0);
const LATEST = Date.UTC(MAX_YEAR + 1, 0) - 1;

/** The form of a timestamp, for people. */
export const TIMESTAMP_FORM = `ISO 8601 UTC such as 2025-02-06T14:30:00.000Z, of a real day from ${MIN_YEAR} to ${MAX_YEAR}`;

const WITH_MILLISECONDS = "2025-02-06T14:30:00.000Z".length;
const WHOLE_SECONDS = "2025-02-06T14:30:00Z".length;

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const T = 0x54;
const Z = 0x5a;

/**
 * Milliseconds since 1970 of a timestamp: ISO 8601 UTC with whole seconds or exactly three decimals
 * (design: timestamp). Undefined for anything else, including days that the calendar does not have, leap
 * seconds and 24:00.
 */
export function parseTimestamp(text: string): number | undefined {
  const { length } = text;
  const hasMilliseconds = length === WITH_MILLISECONDS && text.charCodeAt(19) === DOT;
  const formed =
    (hasMilliseconds || length === WHOLE_SECONDS) &&
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(length - 1) === Z;
  if (!formed) {
    return undefined;
  }
  return epochMs(
    digits(text, 0, 4),
    digits(text, 5, 7),
    digits(text, 8, 10),
    digits(text, 11, 13),
    digits(text, 14, 16),
    digits(text, 17, 19),
    hasMilliseconds ? digits(text, 20, 23) : 0,
  );
}

/** The number written in `text[from, to)`; NaN when a character is no digit, which no comparison below lets pass. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : Number.NaN;
  }
  return number;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const daysInMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0);

function epochMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number | undefined {
  const exists =
    year >= MIN_YEAR &&
    year <= MAX_YEAR &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    millisecond < 1000;
  return exists ? Date.UTC(year, month - 1, day, hour, minute, second, millisecond) : undefined;
}

/**
 * A timestamp as this protocol writes it, always with milliseconds: `2025-02-06T14:30:00.000Z`.
 * @param timestampMs whole milliseconds since 1970
 * @throws RangeError outside the years of the protocol
 */
export function formatTimestamp(timestampMs: number): string {
  if (!(timestampMs >= EARLIEST && timestampMs <= LATEST)) {
    throw new RangeError(
      `a timestamp must lie in the years ${MIN_YEAR} to ${MAX_YEAR}, not at ${timestampMs} ms`,
    );
  }
  return new Date(timestampMs).toISOString();
}
