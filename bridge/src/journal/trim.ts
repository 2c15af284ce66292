import { renameSync, writeFileSync } from "node:fs";
import type { SeriesNames } from "../series/series-names.ts";
import type { Cursors } from "./cursor-file.ts";
import { comparePositions, type Position, SEGMENT_HEADER_BYTES, segmentHeader } from "./format.ts";
import type { FrameVisitor } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { JournalReader } from "./journal-reader.ts";
import type { Segments } from "./segments.ts";

interface KeptMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retained: boolean;
  readonly arrivalMs: number;
}

/** What is left of a segment. */
interface Remains {
  /** By topic, in the order of the last of each: only the last counts for the state. */
  readonly messages: Map<string, KeptMessage>;
  /** Readings that nobody has read. */
  readonly unread: number;
}

/** Room is made for this share of the bound at once, so that it is not done for every segment. */
const TARGET_SHARE = 0.95;

/**
 * Drops the oldest readings until the journal is below its bound. Status and responses that the stored state does not
 * have yet are kept: those of the segments that are emptied move into the first one that is left of them.
 * @returns where reading goes on, and how many unread readings were dropped
 */
export function trimOldest(
  segments: Segments,
  names: SeriesNames,
  cursors: Cursors,
  maxBytes: number,
): { readonly cursors: Cursors; readonly dropped: number } {
  const kept = new Map<string, KeptMessage>();
  const emptied: number[] = [];
  let dropped = 0;
  let left = segments.totalBytes;
  for (const number of segments.numbers) {
    if (left <= maxBytes * TARGET_SHARE && emptied.length > 0) break;
    const { messages, unread } = remains(segments, names, number, cursors);
    for (const [topic, message] of messages) {
      kept.delete(topic);
      kept.set(topic, message);
    }
    dropped += unread;
    left -= segments.bytesOf(number);
    emptied.push(number);
  }
  const last = emptied.pop();
  if (last === undefined) return { cursors, dropped };
  if (kept.size > 0) replace(segments, last, kept);
  else segments.remove(last);
  for (const number of emptied) segments.remove(number);
  const after: Position = { segment: last + 1, offset: SEGMENT_HEADER_BYTES };
  const stateStart: Position = kept.size > 0 ? { segment: last, offset: SEGMENT_HEADER_BYTES } : after;
  return {
    cursors: {
      series: comparePositions(cursors.series, after) < 0 ? after : cursors.series,
      state: cursors.state.segment <= last ? stateStart : cursors.state,
    },
    dropped,
  };
}

function remains(
  segments: Segments,
  names: SeriesNames,
  number: number,
  { series, state }: Cursors,
): Remains {
  const messages = new Map<string, KeptMessage>();
  let unread = 0;
  const alone = { segment: number, offset: SEGMENT_HEADER_BYTES };
  const reader = new JournalReader(segments, names, alone, { lastSegment: number });
  const visitor: FrameVisitor = {
    message(topic, payload, retained, arrivalMs) {
      if (comparePositions(reader.position, state) <= 0) return;
      messages.delete(topic);
      messages.set(topic, { topic, payload: Buffer.from(payload), retained, arrivalMs });
    },
  };
  for (;;) {
    const readings = reader.readFrame(visitor);
    if (readings === undefined) break;
    // The position is behind the frame by now.
    if (comparePositions(reader.position, series) > 0) unread += readings;
  }
  reader.close();
  return { messages, unread };
}

/** Puts a segment in the place of another that holds these messages only; it is there whole or not at all. */
function replace(segments: Segments, number: number, messages: ReadonlyMap<string, KeptMessage>): void {
  const parts: Buffer[] = [segmentHeader()];
  const frame = new FrameWriter();
  for (const { topic, payload, retained, arrivalMs } of messages.values()) {
    frame.addMessage(topic, payload, retained);
    parts.push(Buffer.from(frame.seal(arrivalMs)));
    frame.clear();
  }
  const bytes = Buffer.concat(parts);
  const draft = `${segments.file(number)}.draft`;
  writeFileSync(draft, bytes, { mode: 0o600 });
  renameSync(draft, segments.file(number));
  segments.set(number, bytes.length);
}
