/** Files that the process has open besides its connections. */
const OWN_FILES = 64;

/**
 * How many open files the connections of a fleet need, when that is more than this process may have; undefined when there
 * is room, or when the system does not tell.
 * @param perNode 2 when the broker is in this process too
 */
export function missingOpenFiles(
  nodes: number,
  perNode: number,
  limit: number | undefined = openFileLimit(),
): { needed: number; limit: number } | undefined {
  const needed = nodes * perNode + OWN_FILES;
  return limit !== undefined && limit < needed ? { needed, limit } : undefined;
}

/** Node raises the soft limit to the hard one when it starts, so this is what `ulimit -Hn` says. */
function openFileLimit(): number | undefined {
  const report = process.report?.getReport() as
    | { userLimits?: { open_files?: { soft?: unknown } } }
    | undefined;
  const soft = Number(report?.userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? soft : undefined;
}
