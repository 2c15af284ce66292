/** One reading of history. */
export interface Reading {
  readonly topic: string;
  /** As the node wrote it: a JSON number. */
  readonly value: string;
  /** 0-100, as the node wrote it. */
  readonly quality: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly timestamp: string;
}

const VALUE = '"value":';
const QUALITY = '"quality":';
const TIMESTAMP = '"timestamp":"';
const TIMESTAMP_LENGTH = "2026-01-01T00:00:00.000Z".length;

/**
 * Reads a telemetry payload as the core writes it: a flat object of known fields. Millions of them pass: `JSON.parse` and
 * the codec's checks, which are for what comes from outside, would cost several times as much. A test holds it to `decode`.
 * @returns undefined for one without a time
 */
export function parseReading(topic: string, payload: string): Reading | undefined {
  const at = payload.indexOf(TIMESTAMP);
  const value = numberAfter(payload, VALUE);
  const quality = numberAfter(payload, QUALITY);
  if (at < 0 || value === "" || quality === "") return undefined;
  const from = at + TIMESTAMP.length;
  return { topic, value, quality, timestamp: payload.slice(from, from + TIMESTAMP_LENGTH) };
}

function numberAfter(payload: string, name: string): string {
  const at = payload.indexOf(name);
  if (at < 0) return "";
  const from = at + name.length;
  let to = from;
  while (isOfNumber(payload.charCodeAt(to))) to++;
  return payload.slice(from, to);
}

/** `-`, `.` and digits: the core writes no exponents. */
const isOfNumber = (code: number): boolean => code === 45 || code === 46 || (code >= 48 && code <= 57);

/** Unix time of `2026-01-01T00:00:00.000Z`, ms; the day is parsed once. */
export class TimestampReader {
  #day = "";
  #dayMs = 0;

  read(timestamp: string): number {
    const day = timestamp.slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayMs = Date.parse(`${day}T00:00:00.000Z`);
    }
    const two = (at: number): number =>
      (timestamp.charCodeAt(at) - 48) * 10 + timestamp.charCodeAt(at + 1) - 48;
    const milliseconds = two(20) * 10 + timestamp.charCodeAt(22) - 48;
    return this.#dayMs + ((two(11) * 60 + two(14)) * 60 + two(17)) * 1000 + milliseconds;
  }
}
