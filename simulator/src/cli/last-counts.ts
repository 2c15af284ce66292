/** Options, and arguments, that are lists. */
const LISTS: ReadonlySet<string> = new Set(["_", "files", "phase", "fault", "threshold", "only"]);

/** Of an option that is given twice the last counts, where yargs would make it a list. Changes the arguments. */
export function lastCounts(args: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(args)) {
    if (Array.isArray(value) && !LISTS.has(name)) args[name] = value.at(-1);
  }
}
