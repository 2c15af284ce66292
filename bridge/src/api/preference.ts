/** What a caller prefers about the time of the answer (RFC 7240). */
export interface Preference {
  /** Wait at most so long for the outcome, milliseconds; undefined: until it is there. */
  readonly waitMs: number | undefined;
  /** The preferences that were honoured, for the header preference-applied; undefined when there were none. */
  readonly applied: string | undefined;
}

/** Longest wait that is honoured, seconds: a command has ended by then, unless it is an update. */
const MAX_WAIT_S = 60;

/**
 * Reads `Prefer: respond-async` and `wait=10` (RFC 7240, 4.1 and 4.3). What is not understood is ignored, as the
 * standard has it; the first of several of one name counts.
 */
export function parsePrefer(header: string | readonly string[] | undefined): Preference {
  const names = new Map<string, string>();
  for (const part of [header ?? []].flat().join(",").split(",").slice(0, 16)) {
    const [, name = "", value = ""] = /^\s*([a-z-]+)\s*(?:=\s*"?([^";]*)"?)?/i.exec(part) ?? [];
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), value);
  }
  const wait = /^[0-9]{1,4}$/.test(names.get("wait") ?? "") ? Number(names.get("wait")) : undefined;
  const seconds = wait === undefined ? undefined : Math.min(wait, MAX_WAIT_S);
  const isAsync = names.has("respond-async");
  const applied = [
    ...(isAsync ? ["respond-async"] : []),
    ...(seconds === undefined ? [] : [`wait=${seconds}`]),
  ];
  return {
    waitMs: seconds === undefined ? (isAsync ? 0 : undefined) : seconds * 1_000,
    applied: applied.length === 0 ? undefined : applied.join(", "),
  };
}
