import { closeSync, fdatasync, mkdirSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Series, SeriesNames } from "../series/series-names.ts";
import type { Clock } from "../time/clock.ts";
import { CursorFile, type Cursors } from "./cursor-file.ts";
import { comparePositions, type Position, SEGMENT_HEADER_BYTES, segmentHeader } from "./format.ts";
import { FrameWriter } from "./frame-writer.ts";
import { JournalReader } from "./journal-reader.ts";
import { JOURNAL_DEFAULTS, type JournalOptions } from "./options.ts";
import { countReadings, cutTornEnd } from "./recovery.ts";
import { Segments } from "./segments.ts";
import { trimOldest } from "./trim.ts";

export interface JournalParts {
  /** Made when missing. */
  readonly directory: string;
  readonly names: SeriesNames;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface JournalStats {
  /** Bytes on disk. */
  readonly journalBytes: number;
  /** Readings that are in the journal and not yet in the series store. */
  readonly waiting: number;
  /** Readings that were dropped as the journal was full, oldest first. */
  readonly droppedFull: number;
}

/**
 * The durable log: what was taken in is here before it is acknowledged, and until it is in the stores. A message is
 * durable when {@link flush} has returned true: it survives the death of the process (design: durable).
 */
export class Journal {
  readonly #parts: JournalParts;
  readonly #options: Required<{ [Name in keyof JournalOptions]-?: NonNullable<JournalOptions[Name]> }>;
  readonly #segments: Segments;
  readonly #cursorFile: CursorFile;
  readonly #frame = new FrameWriter();
  readonly #onTrim = new Set<(start: Position) => void>();
  #cursors: Cursors;
  /** The segment that is written to; undefined until the next flush begins one. */
  #current: { readonly number: number; readonly descriptor: number } | undefined;
  #failing = false;
  #stateFollows = false;
  #waiting: number;
  #droppedFull = 0;
  #cancelSync: (() => void) | undefined;

  /**
   * Opens the journal as the last process left it: the torn end of its last write is cut off.
   * @throws StartError when a file is none of ours or of a later version
   */
  constructor(parts: JournalParts, options: JournalOptions = {}) {
    this.#parts = parts;
    this.#options = {
      maxBytes: options.maxBytes ?? JOURNAL_DEFAULTS.maxBytes,
      segmentBytes: options.segmentBytes ?? JOURNAL_DEFAULTS.segmentBytes,
      fsync: options.fsync ?? JOURNAL_DEFAULTS.fsync,
      fsyncIntervalMs: options.fsyncIntervalMs ?? JOURNAL_DEFAULTS.fsyncIntervalMs,
      maxHeldBytes: options.maxHeldBytes ?? JOURNAL_DEFAULTS.maxHeldBytes,
    };
    mkdirSync(parts.directory, { recursive: true, mode: 0o700 });
    this.#segments = new Segments(parts.directory);
    const torn = cutTornEnd(this.#segments, parts.names);
    if (torn > 0) {
      parts.log.warn(
        { bytes: torn },
        "the end of the durable log was cut by a crash: it was not acknowledged",
      );
    }
    this.#cursorFile = new CursorFile(join(parts.directory, "cursors"));
    const start = { segment: this.#segments.numbers[0] ?? 1, offset: SEGMENT_HEADER_BYTES };
    const { series, state } = this.#cursorFile.cursors ?? { series: start, state: start };
    this.#cursors = { series: later(series, start), state: later(state, start) };
    this.#waiting = countReadings(this.#segments, parts.names, this.#cursors.series);
  }

  get stats(): JournalStats {
    return {
      journalBytes: this.#segments.totalBytes,
      waiting: this.#waiting,
      droppedFull: this.#droppedFull,
    };
  }

  /** Whether the last write failed: the disk is full, or gone. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Whether so much is held back that nothing more is taken, as the disk is full. */
  get isFull(): boolean {
    return this.#frame.length > this.#options.maxHeldBytes;
  }

  /** Bytes that wait for the next {@link flush}. */
  get pendingBytes(): number {
    return this.#frame.isEmpty ? 0 : this.#frame.length;
  }

  get cursors(): Cursors {
    return this.#cursors;
  }

  /** Behind the last frame that was written. */
  get end(): Position {
    const last = this.#segments.numbers.at(-1);
    return last === undefined
      ? { segment: 1, offset: SEGMENT_HEADER_BYTES }
      : { segment: last, offset: this.#segments.bytesOf(last) };
  }

  addReading(series: Series, timeMs: number, value: number, quality: number): void {
    if (this.#frame.isEmpty) this.#beginFrame();
    this.#frame.addReading(series, timeMs, value, quality);
  }

  addMessage(topic: string, payload: Uint8Array, retained: boolean): void {
    if (this.#frame.isEmpty) this.#beginFrame();
    this.#frame.addMessage(topic, payload, retained);
  }

  /**
   * Writes what was added since the last flush.
   * @returns whether all of it is durable now; if not, it is kept, and the next flush tries again
   */
  flush(): boolean {
    if (this.#frame.isEmpty) return true;
    try {
      this.#write(this.#frame.seal(this.#parts.clock.now()));
    } catch (error) {
      if (!this.#failing) {
        this.#parts.log.error(
          { err: error },
          "the durable log cannot be written: messages are not acknowledged, the broker keeps them; make room on the disk",
        );
      }
      this.#failing = true;
      return false;
    }
    this.#waiting += this.#frame.readings;
    this.#frame.clear();
    if (this.#failing) this.#parts.log.info("the durable log can be written again");
    this.#failing = false;
    this.#scheduleSync();
    return true;
  }

  reader(from: Position): JournalReader {
    const onDamage = (position: Position): void =>
      this.#parts.log.error(
        { ...position },
        "the durable log is damaged here: the rest of this file is skipped",
      );
    return new JournalReader(this.#segments, this.#parts.names, from, { onDamage });
  }

  /** Everything before is in the series store: `readings` of them since the last call. */
  commitSeries(position: Position, readings: number): void {
    if (comparePositions(position, this.#cursors.series) <= 0) return;
    this.#waiting = Math.max(0, this.#waiting - readings);
    this.#commit({ series: position, state: this.#stateFollows ? position : this.#cursors.state });
  }

  /** Nobody keeps the state: nothing has to be kept for it. */
  keepNoState(): void {
    this.#stateFollows = true;
  }

  /** Everything before is in the stored state. */
  commitState(position: Position): void {
    if (comparePositions(position, this.#cursors.state) <= 0) return;
    this.#commit({ ...this.#cursors, state: position });
  }

  /** Calls when unread telemetry was dropped, with the position that its reader must go on from. */
  onTrim(listener: (start: Position) => void): void {
    this.#onTrim.add(listener);
  }

  close(): void {
    this.#cancelSync?.();
    this.#endSegment();
    this.#cursorFile.close();
  }

  #commit(cursors: Cursors): void {
    this.#cursors = cursors;
    try {
      this.#cursorFile.write(cursors);
    } catch (error) {
      // It is written again with the next commit; until then, a crash repeats writes that overwrite themselves.
      this.#parts.log.error({ err: error }, "the durable log's position cannot be written");
    }
    this.#removeRead();
  }

  /** Removes the segments that nobody needs any more. */
  #removeRead(): void {
    const needed = Math.min(this.#cursors.series.segment, this.#cursors.state.segment);
    for (const number of this.#segments.numbers) {
      if (number >= needed || number === this.#current?.number) break;
      this.#segments.remove(number);
    }
  }

  #beginFrame(): void {
    const current = this.#current;
    if (current !== undefined && this.#segments.bytesOf(current.number) >= this.#options.segmentBytes) {
      this.#endSegment();
    }
    if (this.#current === undefined) this.#frame.forgetSeries();
  }

  #endSegment(): void {
    if (this.#current === undefined) return;
    const { descriptor } = this.#current;
    this.#current = undefined;
    if (this.#options.fsync === "batch") fdatasync(descriptor, () => closeSync(descriptor));
    else closeSync(descriptor);
  }

  #write(frame: Buffer): void {
    this.#current ??= this.#beginSegment();
    const { number, descriptor } = this.#current;
    const start = this.#segments.bytesOf(number);
    let written = 0;
    // At its place: after a write that failed half way, the next one overwrites what that one left.
    while (written < frame.length) {
      written += writeSync(descriptor, frame, written, frame.length - written, start + written);
    }
    this.#segments.set(number, start + frame.length);
  }

  #beginSegment(): { readonly number: number; readonly descriptor: number } {
    if (this.#segments.totalBytes >= this.#options.maxBytes) this.#trim();
    const number = (this.#segments.numbers.at(-1) ?? 0) + 1;
    const file = this.#segments.file(number);
    const descriptor = openSync(file, "w", 0o600);
    try {
      writeSync(descriptor, segmentHeader(), 0, SEGMENT_HEADER_BYTES, 0);
    } catch (error) {
      closeSync(descriptor);
      unlinkSync(file);
      throw error;
    }
    this.#segments.set(number, SEGMENT_HEADER_BYTES);
    return { number, descriptor };
  }

  #trim(): void {
    const { log, names } = this.#parts;
    const { cursors, dropped } = trimOldest(this.#segments, names, this.#cursors, this.#options.maxBytes);
    if (dropped > 0) {
      log.error(
        { dropped },
        "the durable log is full: the oldest readings are dropped, as the store does not take them",
      );
    }
    this.#droppedFull += dropped;
    this.#waiting = Math.max(0, this.#waiting - dropped);
    this.#commit(cursors);
    for (const listener of this.#onTrim) listener(cursors.series);
  }

  #scheduleSync(): void {
    const { fsync, fsyncIntervalMs } = this.#options;
    if (fsync !== "batch") return;
    this.#cancelSync ??= this.#parts.clock.after(fsyncIntervalMs, () => {
      this.#cancelSync = undefined;
      if (this.#current === undefined) return;
      fdatasync(this.#current.descriptor, (error) => {
        if (error !== null)
          this.#parts.log.error({ err: error }, "the durable log could not be synchronised");
      });
    });
  }
}

const later = (a: Position, b: Position): Position => (comparePositions(a, b) >= 0 ? a : b);
