/** Takes history as text in UTF-8: whole lines. */
export interface HistorySink {
  /** Resolves when more may come. */
  write(lines: Buffer): Promise<void>;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

/** The history could not be written; the message says why and what to do. */
export class HistorySinkError extends Error {
  override readonly name = "HistorySinkError";
}
