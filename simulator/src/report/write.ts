import { open, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { reportHtml } from "./html.ts";
import { reportJunit } from "./junit.ts";
import type { RunReport } from "./run-report.ts";
import { reportText } from "./text.ts";

/** The forms of a report, each with the file that it goes to. */
export interface ReportFiles {
  readonly text?: string | undefined;
  readonly json?: string | undefined;
  readonly junit?: string | undefined;
  readonly html?: string | undefined;
}

/** A report could not be written; the message says which, why and what to do. */
export class ReportWriteError extends Error {
  override readonly name = "ReportWriteError";
}

const RENDERERS: Readonly<Record<keyof ReportFiles, (report: RunReport) => string>> = {
  text: reportText,
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  junit: reportJunit,
  html: reportHtml,
};

/**
 * Writes a report in every form that was asked for. One that fails does not keep the others from being written.
 * @throws ReportWriteError
 */
export async function writeReports(report: RunReport, files: ReportFiles): Promise<void> {
  const failures: string[] = [];
  for (const [form, render] of Object.entries(RENDERERS)) {
    const file = files[form as keyof ReportFiles];
    if (file === undefined) continue;
    try {
      await writeWhole(file, render(report));
    } catch (error) {
      failures.push(`the ${form} report ${file} could not be written: ${reason(error)}`);
    }
  }
  if (failures.length > 0) throw new ReportWriteError(failures.join("\n"));
}

/**
 * Tries, before a run of hours, whether its reports can be written where they are to go.
 * @throws ReportWriteError
 */
export async function tryReports(files: ReportFiles): Promise<void> {
  const failures: string[] = [];
  for (const file of Object.values(files) as (string | undefined)[]) {
    if (file === undefined) continue;
    const trial = temporaryBeside(file);
    try {
      if (await isSpecial(file)) continue;
      await (await open(trial, "wx")).close();
    } catch (error) {
      failures.push(`a report cannot be written to ${file}: ${reason(error)}`);
    } finally {
      await rm(trial, { force: true }).catch(() => undefined);
    }
  }
  if (failures.length > 0) throw new ReportWriteError(failures.join("\n"));
}

/** The file has either the whole text or what it had before, whatever happens. */
async function writeWhole(file: string, text: string): Promise<void> {
  if (await isSpecial(file)) {
    await writeFile(file, text);
    return;
  }
  const temporary = temporaryBeside(file);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Whether it is there and no file, such as /dev/stdout: that must not be replaced by one. A folder says so by itself. */
async function isSpecial(file: string): Promise<boolean> {
  try {
    const status = await stat(file);
    if (status.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    return !status.isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** In the same folder: a file can only be renamed within its file system. */
const temporaryBeside = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full; make room, or write it elsewhere";
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such folder; make it first";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "writing there is not permitted; choose another place";
    case "EISDIR":
      return "it is a folder; give the name of a file";
    default:
      return code ?? message;
  }
}
