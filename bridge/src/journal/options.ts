/** What the durable log may be told. */
export interface JournalOptions {
  /** Bytes on disk; beyond, the oldest telemetry is dropped and counted. {@link JOURNAL_DEFAULTS} when absent. */
  readonly maxBytes?: number | undefined;
  /** Bytes after which the next file is begun. */
  readonly segmentBytes?: number | undefined;
  /**
   * `never`: what is written survives the death of the process, not a power cut. `batch`: the disk is told to keep it
   * every {@link fsyncIntervalMs}, so that a power cut takes at most that much.
   */
  readonly fsync?: "never" | "batch" | undefined;
  readonly fsyncIntervalMs?: number | undefined;
  /** Bytes that are kept in memory, not acknowledged, while the disk is full. */
  readonly maxHeldBytes?: number | undefined;
}

export const JOURNAL_DEFAULTS = {
  maxBytes: 1024 ** 3,
  segmentBytes: 8 * 1024 ** 2,
  fsync: "never",
  fsyncIntervalMs: 1_000,
  maxHeldBytes: 8 * 1024 ** 2,
} as const satisfies Required<JournalOptions>;
