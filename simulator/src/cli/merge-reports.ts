import { readFile } from "node:fs/promises";
import { MergeError, mergeReports, parseReport } from "../report/merge.ts";
import { failedThresholds, type RunReport } from "../report/run-report.ts";
import { reportText } from "../report/text.ts";
import { ReportWriteError, writeReports } from "../report/write.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { MergeArguments } from "./merge-arguments.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Merges reports, prints and writes the whole, and judges it as a run is judged.
 * @throws CliError
 */
export async function mergeFiles(args: MergeArguments, terminal: Terminal): Promise<void> {
  const report = mergeReportsOf(await Promise.all(args.files.map(read)));
  terminal.out(args.json ? `${JSON.stringify(report)}\n` : reportText(report));
  const { reportText: text, reportJson: json, reportJunit: junit, reportHtml: html } = args;
  try {
    await writeReports(report, { text, json, junit, html });
  } catch (error) {
    if (error instanceof ReportWriteError) throw new CliError(EXIT.report, error.message);
    throw error;
  }
  const failed = failedThresholds(report);
  if (failed !== undefined) throw new CliError(EXIT.failed, failed);
}

function mergeReportsOf(reports: readonly RunReport[]): RunReport {
  try {
    return mergeReports(reports);
  } catch (error) {
    if (error instanceof MergeError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

async function read(file: string): Promise<RunReport> {
  try {
    return parseReport(file, await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof MergeError) throw new CliError(EXIT.usage, error.message);
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(EXIT.usage, `${file} cannot be read (${code ?? String(error)})`);
  }
}
