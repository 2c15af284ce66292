import type { HttpAnswer } from "./http.ts";

/**
 * What a server's answer to a write means.
 * - `stored`: all of it.
 * - `bad_points`: at least one line is bad, the others may be stored or not. Never tried again whole.
 * - `too_large`: the same in smaller parts.
 * - `misconfigured`: it would take the data if it were set up as the bridge is told; someone must be told, the data kept.
 * - `later`: the same again, later.
 */
export type Verdict = "stored" | "bad_points" | "too_large" | "misconfigured" | "later";

export function verdictOf({ status, text }: HttpAnswer): Verdict {
  if (status >= 200 && status < 300) return "stored";
  switch (status) {
    case 400:
    case 422:
      return "bad_points";
    case 413:
      return "too_large";
    case 401:
    case 403:
    case 404:
      return "misconfigured";
    default:
      // Some versions tell of a field's type with a 500.
      return /field type conflict|unable to parse/.test(text) ? "bad_points" : "later";
  }
}

const MAX_REASON = 200;

/** The server's own words, for people: `{"error":"..."}` or `{"message":"..."}`, or as they are. */
export function reasonOf({ status, text }: HttpAnswer): string {
  let reason = text;
  try {
    const body = JSON.parse(text) as { error?: unknown; message?: unknown };
    const said = body.error ?? body.message;
    if (typeof said === "string") reason = said;
  } catch {
    // It is no JSON.
  }
  return `${status} ${reason.trim().slice(0, MAX_REASON)}`.trim();
}
