import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { StartError } from "../config/start-error.ts";
import type { AuditEntry } from "./audit-entry.ts";

/** A file is closed when it is this large, bytes. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Files that are kept besides the one that is written. */
const KEPT_FILES = 9;

export interface AuditQuery {
  /** Which entries the reader may see. */
  readonly mayRead: (entry: AuditEntry) => boolean;
  /** Only entries before this moment, milliseconds since 1970. */
  readonly beforeMs: number;
  /** Most entries to return. */
  readonly limit: number;
}

/**
 * An append-only file of JSON lines, with older ones beside it: `audit.jsonl`, `audit.jsonl.1`, ... Written at once:
 * an entry that was taken down is there after the death of the process.
 */
export class AuditLog {
  readonly #file: string;
  readonly #log: Logger;
  readonly #maxBytes: number;
  #descriptor: number;
  #bytes: number;
  #failures = 0;

  /** @throws StartError when the file cannot be written */
  constructor(file: string, log: Logger, maxBytes = MAX_FILE_BYTES) {
    this.#file = file;
    this.#log = log;
    this.#maxBytes = maxBytes;
    try {
      this.#descriptor = openSync(file, "a", 0o600);
      this.#bytes = fstatSync(this.#descriptor).size;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StartError(
        `the audit log ${file} cannot be written (${code}): check its owner and mode`,
        undefined,
        error,
      );
    }
  }

  /** Entries that could not be written since the start. */
  get failures(): number {
    return this.#failures;
  }

  add(entry: AuditEntry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      if (this.#bytes > 0 && this.#bytes + line.length > this.#maxBytes) this.#rotate();
      this.#bytes += writeSync(this.#descriptor, line);
    } catch (error) {
      this.#failures += 1;
      // The log is the second place that knows of it.
      this.#log.error({ err: error, entry }, "the audit log cannot be written: free disk space");
    }
  }

  /** Entries, newest first. */
  async read({ mayRead, beforeMs, limit }: AuditQuery): Promise<readonly AuditEntry[]> {
    const found: AuditEntry[] = [];
    for (let age = 0; age <= KEPT_FILES && found.length < limit; age += 1) {
      const lines = (await readIfThere(this.#name(age))).split("\n");
      for (let index = lines.length - 1; index >= 0 && found.length < limit; index -= 1) {
        const entry = parse(lines[index] ?? "");
        if (entry !== undefined && entry.timeMs < beforeMs && mayRead(entry)) found.push(entry);
      }
    }
    return found;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    rmSync(this.#name(KEPT_FILES), { force: true });
    for (let age = KEPT_FILES - 1; age >= 0; age -= 1) {
      try {
        renameSync(this.#name(age), this.#name(age + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#file, "a", 0o600);
    this.#bytes = 0;
  }

  #name(age: number): string {
    return age === 0 ? this.#file : `${this.#file}.${age}`;
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** A line that was cut by the death of the process is none. */
function parse(line: string): AuditEntry | undefined {
  if (line === "") return undefined;
  try {
    return JSON.parse(line) as AuditEntry;
  } catch {
    return undefined;
  }
}
