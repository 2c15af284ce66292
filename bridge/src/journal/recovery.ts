import { truncateSync } from "node:fs";
import type { SeriesNames } from "../series/series-names.ts";
import { type Position, SEGMENT_HEADER_BYTES } from "./format.ts";
import type { FrameVisitor } from "./frame-reader.ts";
import { JournalReader } from "./journal-reader.ts";
import type { Segments } from "./segments.ts";

/** Cuts off what a crash left of the last write. @returns the bytes of it */
export function cutTornEnd(segments: Segments, names: SeriesNames): number {
  const last = segments.numbers.at(-1);
  if (last === undefined) return 0;
  const reader = new JournalReader(segments, names, { segment: last, offset: SEGMENT_HEADER_BYTES });
  reader.read({}, Number.POSITIVE_INFINITY);
  const { offset } = reader.position;
  reader.close();
  const torn = segments.bytesOf(last) - offset;
  if (torn > 0) {
    truncateSync(segments.file(last), offset);
    segments.set(last, offset);
  }
  return torn;
}

/** Readings from a position to the end. */
export function countReadings(segments: Segments, names: SeriesNames, from: Position): number {
  let count = 0;
  const visitor: FrameVisitor = {
    reading: () => {
      count += 1;
    },
  };
  const reader = new JournalReader(segments, names, from);
  reader.read(visitor, Number.POSITIVE_INFINITY);
  reader.close();
  return count;
}
