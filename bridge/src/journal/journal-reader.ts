import { closeSync, openSync, readSync } from "node:fs";
import type { SeriesNames } from "../series/series-names.ts";
import { type Position, SEGMENT_HEADER_BYTES } from "./format.ts";
import { FrameReader, type FrameVisitor, frameSize, isIntact, readingsIn } from "./frame-reader.ts";
import type { Segments } from "./segments.ts";

const WINDOW_BYTES = 256 * 1024;

export interface ReaderOptions {
  /** Told where a segment ends in bytes that are no frame; the rest of that segment is skipped. */
  readonly onDamage?: (at: Position) => void;
  /** Nothing behind this segment is read. */
  readonly lastSegment?: number;
}

/** Reads a journal's frames in order, from the files: what was just written is in the system's page cache. */
export class JournalReader {
  readonly #segments: Segments;
  readonly #names: SeriesNames;
  readonly #onDamage: (at: Position) => void;
  readonly #lastSegment: number;
  #position: Position;
  #descriptor: number | undefined;
  #frames: FrameReader;
  /** One for all that is read: what is handed over lies in it, and is only valid during the call. */
  #buffer = Buffer.alloc(0);
  /** Where in the buffer the next frame begins. */
  #at = 0;
  /** Where what was read ends. */
  #end = 0;

  constructor(segments: Segments, names: SeriesNames, position: Position, options: ReaderOptions = {}) {
    this.#segments = segments;
    this.#names = names;
    this.#position = position;
    this.#onDamage = options.onDamage ?? (() => undefined);
    this.#lastSegment = options.lastSegment ?? Number.POSITIVE_INFINITY;
    this.#frames = new FrameReader(names);
  }

  /** Everything before was handed over. */
  get position(): Position {
    return this.#position;
  }

  /**
   * Hands over whole frames until there are at least `maxReadings` readings, or no more.
   * @returns whether there was a frame
   */
  read(visitor: FrameVisitor, maxReadings: number): boolean {
    let readings = 0;
    let found = false;
    while (readings < maxReadings) {
      const added = this.readFrame(visitor);
      if (added === undefined) break;
      found = true;
      readings += added;
    }
    return found;
  }

  /** Hands over one frame. @returns how many readings it has; undefined when there is no more */
  readFrame(visitor: FrameVisitor): number | undefined {
    const frame = this.#next();
    if (frame === undefined) return undefined;
    this.#frames.read(frame, visitor);
    return readingsIn(frame);
  }

  /** Goes on from another place. */
  seek(position: Position): void {
    this.close();
    this.#position = position;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#at = 0;
    this.#end = 0;
  }

  #next(): Buffer | undefined {
    for (;;) {
      if (this.#descriptor === undefined && !this.#open()) return undefined;
      const frame = this.#nextInSegment();
      if (frame !== undefined) return frame;
      const { segment, offset } = this.#position;
      const next = this.#segments.after(segment);
      // The last segment may still grow.
      if (next === undefined || next > this.#lastSegment) return undefined;
      if (offset < this.#segments.bytesOf(segment)) this.#onDamage(this.#position);
      this.seek({ segment: next, offset: SEGMENT_HEADER_BYTES });
    }
  }

  /** Opens the segment of the position, and learns the series that were defined before it. */
  #open(): boolean {
    const { segment, offset } = this.#position;
    if (this.#segments.bytesOf(segment) === 0) {
      const next = this.#segments.after(segment);
      if (next === undefined) return false;
      this.#position = { segment: next, offset: SEGMENT_HEADER_BYTES };
      return this.#open();
    }
    this.#descriptor = openSync(this.#segments.file(segment), "r");
    this.#frames = new FrameReader(this.#names);
    this.#position = { segment, offset: SEGMENT_HEADER_BYTES };
    while (this.#position.offset < offset) {
      const frame = this.#nextInSegment();
      if (frame === undefined) break;
      this.#frames.read(frame, {});
    }
    return true;
  }

  #nextInSegment(): Buffer | undefined {
    for (;;) {
      const size = frameSize(this.#buffer, this.#at, this.#end);
      if (typeof size === "number") {
        const frame = this.#buffer.subarray(this.#at, this.#at + size);
        if (!isIntact(frame)) return undefined;
        this.#at += size;
        this.#position = { segment: this.#position.segment, offset: this.#position.offset + size };
        return frame;
      }
      if (size === "damaged" || !this.#fill()) return undefined;
    }
  }

  /** Reads on in the segment. @returns whether there was more */
  #fill(): boolean {
    const { segment, offset } = this.#position;
    const rest = this.#end - this.#at;
    const available = this.#segments.bytesOf(segment) - offset - rest;
    if (available <= 0) return false;
    // A frame that is longer than the buffer doubles it, until it fits.
    const size = rest < this.#buffer.length ? this.#buffer.length : Math.max(WINDOW_BYTES, 2 * rest);
    const buffer = size === this.#buffer.length ? this.#buffer : Buffer.allocUnsafe(size);
    this.#buffer.copy(buffer, 0, this.#at, this.#end);
    const wanted = Math.min(available, size - rest);
    const read = readSync(this.#descriptor as number, buffer, rest, wanted, offset + rest);
    this.#buffer = buffer;
    this.#end = rest + read;
    this.#at = 0;
    return read > 0;
  }
}
