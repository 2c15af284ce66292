/** What `gcov --json-format` says of one object. */
export interface GcovReport {
  readonly files: readonly {
    readonly file: string;
    readonly lines: readonly { readonly line_number: number; readonly count: number }[];
  }[];
}

/** The lines of a file that hold code, and those of them that no test ran. */
export interface FileCoverage {
  readonly file: string;
  readonly lines: number;
  readonly missed: readonly number[];
}

/**
 * Adds up the reports of several objects: a line of a header has run when it ran in any of them.
 *
 * @param isCounted whether a file, by the path in the report, belongs to what is measured
 */
export function mergeReports(
  reports: readonly GcovReport[],
  isCounted: (file: string) => boolean,
): FileCoverage[] {
  const files = new Map<string, Map<number, boolean>>();
  for (const { file, lines } of reports.flatMap((report) => report.files)) {
    if (!isCounted(file)) continue;
    const known = files.get(file) ?? new Map<number, boolean>();
    files.set(file, known);
    for (const { line_number: line, count } of lines) known.set(line, known.get(line) === true || count > 0);
  }
  return [...files]
    .map(([file, lines]) => ({
      file,
      lines: lines.size,
      missed: [...lines].filter(([, ran]) => !ran).map(([line]) => line),
    }))
    .sort((left, right) => right.missed.length - left.missed.length || (left.file < right.file ? -1 : 1));
}

/** Percent of the lines that ran; 0 when there are none, as nothing is then proved. */
export function percentCovered(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const missed = files.reduce((sum, file) => sum + file.missed.length, 0);
  return lines === 0 ? 0 : (100 * (lines - missed)) / lines;
}
