import { crc32 } from "node:zlib";
import type { Series } from "../series/series-names.ts";
import {
  ENTRY,
  FRAME_HEADER_BYTES,
  FRAME_PREFIX_BYTES,
  MESSAGE_ENTRY_HEADER_BYTES,
  READING_ENTRY_BYTES,
} from "./format.ts";

const START_BYTES = 256 * 1024;

/** Puts one frame together in a buffer that it keeps (format: see format.ts). */
export class FrameWriter {
  #bytes = Buffer.allocUnsafe(START_BYTES);
  #end = FRAME_HEADER_BYTES;
  #readings = 0;
  readonly #references = new Map<Series, number>();

  get isEmpty(): boolean {
    return this.#end === FRAME_HEADER_BYTES;
  }

  get length(): number {
    return this.#end;
  }

  get readings(): number {
    return this.#readings;
  }

  addReading(series: Series, timeMs: number, value: number, quality: number): void {
    const reference = this.#references.get(series) ?? this.#define(series);
    const at = this.#reserve(READING_ENTRY_BYTES);
    const bytes = this.#bytes;
    bytes[at] = ENTRY.reading;
    bytes[at + 1] = quality;
    bytes.writeUInt32LE(reference, at + 2);
    bytes.writeDoubleLE(timeMs, at + 6);
    bytes.writeDoubleLE(value, at + 14);
    this.#readings += 1;
  }

  addMessage(topic: string, payload: Uint8Array, retained: boolean): void {
    const topicBytes = Buffer.byteLength(topic);
    const at = this.#reserve(MESSAGE_ENTRY_HEADER_BYTES + topicBytes + payload.length);
    const bytes = this.#bytes;
    bytes[at] = ENTRY.message;
    bytes[at + 1] = retained ? 1 : 0;
    bytes.writeUInt16LE(topicBytes, at + 2);
    bytes.writeUInt32LE(payload.length, at + 4);
    bytes.write(topic, at + MESSAGE_ENTRY_HEADER_BYTES);
    bytes.set(payload, at + MESSAGE_ENTRY_HEADER_BYTES + topicBytes);
  }

  /** The frame, with its checksum; valid until the next call. @param arrivalMs milliseconds since 1970 */
  seal(arrivalMs: number): Buffer {
    const bytes = this.#bytes;
    bytes.writeUInt32LE(this.#end - FRAME_PREFIX_BYTES, 0);
    bytes.writeUInt32LE(this.#readings, FRAME_PREFIX_BYTES);
    bytes.writeDoubleLE(arrivalMs, FRAME_PREFIX_BYTES + 4);
    const frame = bytes.subarray(0, this.#end);
    bytes.writeUInt32LE(crc32(frame.subarray(FRAME_PREFIX_BYTES)), 4);
    return frame;
  }

  /** Begins the next frame. */
  clear(): void {
    this.#end = FRAME_HEADER_BYTES;
    this.#readings = 0;
    // What a full disk held back is not kept for ever.
    if (this.#bytes.length > 4 * START_BYTES) this.#bytes = Buffer.allocUnsafe(START_BYTES);
  }

  /** The next frame is the first of a segment: no series is defined there yet. */
  forgetSeries(): void {
    this.#references.clear();
  }

  #define(series: Series): number {
    const reference = this.#references.size;
    this.#references.set(series, reference);
    const names = [series.homeId, series.nodeId, series.metric];
    let at = this.#reserve(5 + names.reduce((total, name) => total + 1 + name.length, 0));
    this.#bytes[at] = ENTRY.series;
    this.#bytes.writeUInt32LE(reference, at + 1);
    at += 5;
    for (const name of names) {
      this.#bytes[at] = name.length;
      at += 1 + this.#bytes.write(name, at + 1, "latin1");
    }
    return reference;
  }

  #reserve(size: number): number {
    const at = this.#end;
    this.#end += size;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}
