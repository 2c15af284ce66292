import { crc32 } from "node:zlib";
import { METRICS, type MetricName } from "@homesync/protocol";
import type { Series, SeriesNames } from "../series/series-names.ts";
import {
  ENTRY,
  FRAME_HEADER_BYTES,
  FRAME_PREFIX_BYTES,
  MAX_FRAME_BYTES,
  MESSAGE_ENTRY_HEADER_BYTES,
  READING_ENTRY_BYTES,
} from "./format.ts";

/** Gets what a frame holds, in order. */
export interface FrameVisitor {
  reading?(series: Series, timeMs: number, value: number, quality: number, arrivalMs: number): void;
  /** The payload is only valid during the call. */
  message?(topic: string, payload: Uint8Array, retained: boolean, arrivalMs: number): void;
}

/** `incomplete`: more bytes are needed. `damaged`: it is no frame. */
export type FrameSize = number | "incomplete" | "damaged";

/** Size of the frame in `bytes[at, end)`, its checksum not looked at. */
export function frameSize(bytes: Buffer, at: number, end: number): FrameSize {
  if (end - at < FRAME_HEADER_BYTES) return "incomplete";
  const size = bytes.readUInt32LE(at) + FRAME_PREFIX_BYTES;
  if (size < FRAME_HEADER_BYTES || size > MAX_FRAME_BYTES) return "damaged";
  return end - at < size ? "incomplete" : size;
}

/** Whether a whole frame is as it was written. */
export const isIntact = (frame: Buffer): boolean =>
  crc32(frame.subarray(FRAME_PREFIX_BYTES)) === frame.readUInt32LE(4);

export const readingsIn = (frame: Buffer): number => frame.readUInt32LE(FRAME_PREFIX_BYTES);

/** Reads the frames of one segment, in order: it knows the series that were defined so far. */
export class FrameReader {
  readonly #names: SeriesNames;
  readonly #series: (Series | undefined)[] = [];

  constructor(names: SeriesNames) {
    this.#names = names;
  }

  /** Hands an intact frame's content to the visitor. */
  read(frame: Buffer, visitor: FrameVisitor): void {
    const arrivalMs = frame.readDoubleLE(FRAME_PREFIX_BYTES + 4);
    let at = FRAME_HEADER_BYTES;
    while (at < frame.length) {
      switch (frame[at]) {
        case ENTRY.reading: {
          const series = this.#series[frame.readUInt32LE(at + 2)];
          if (series !== undefined) {
            const timeMs = frame.readDoubleLE(at + 6);
            visitor.reading?.(
              series,
              timeMs,
              frame.readDoubleLE(at + 14),
              frame[at + 1] as number,
              arrivalMs,
            );
          }
          at += READING_ENTRY_BYTES;
          break;
        }
        case ENTRY.series:
          at = this.#define(frame, at);
          break;
        default:
          at = readMessage(frame, at, arrivalMs, visitor);
      }
    }
  }

  #define(frame: Buffer, start: number): number {
    const reference = frame.readUInt32LE(start + 1);
    let at = start + 5;
    const name = (): string => {
      const from = at + 1;
      at = from + (frame[at] as number);
      return frame.toString("latin1", from, at);
    };
    const homeId = name();
    const nodeId = name();
    const metric = name();
    // A metric that this version does not know was written by one that did: it is not lost, only not stored.
    this.#series[reference] = isMetric(metric) ? this.#names.of(homeId, nodeId, metric) : undefined;
    return at;
  }
}

const isMetric = (name: string): name is MetricName => Object.hasOwn(METRICS, name);

function readMessage(frame: Buffer, at: number, arrivalMs: number, visitor: FrameVisitor): number {
  const topicStart = at + MESSAGE_ENTRY_HEADER_BYTES;
  const payloadStart = topicStart + frame.readUInt16LE(at + 2);
  const end = payloadStart + frame.readUInt32LE(at + 4);
  visitor.message?.(
    frame.toString("utf8", topicStart, payloadStart),
    frame.subarray(payloadStart, end),
    frame[at + 1] === 1,
    arrivalMs,
  );
  return end;
}
