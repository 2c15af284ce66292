/**
 * The durable log on disk. A segment is a file: a header, then frames, one a write. A frame is whole or it is not there:
 * its checksum covers all of it, so the torn end of a write that a crash cut is told from a good one.
 *
 * | segment header | bytes |
 * |---|---|
 * | magic `HOMESYNC` | 8 |
 * | format version | 4 |
 * | reserved, 0 | 4 |
 *
 * | frame | bytes |
 * |---|---|
 * | length of what follows the checksum | 4 |
 * | CRC-32 of what follows it | 4 |
 * | number of readings in it | 4 |
 * | time of arrival, ms since 1970 (double) | 8 |
 * | entries | to its end |
 *
 * | entry | fields after its kind (1 byte) |
 * |---|---|
 * | 1 series | reference 4; home_id, node_id and metric, each with its length in 1 byte before it |
 * | 2 reading | quality 1; series reference 4; time 8 (double, ms since 1970); value 8 (double) |
 * | 3 message | retained 1; length of the topic 2; length of the payload 4; topic; payload |
 *
 * Numbers are little-endian. References count from 0 in each segment, so that a segment can be read, and removed, alone.
 */
export const FORMAT_VERSION = 1;
export const SEGMENT_MAGIC = "HOMESYNC";
export const SEGMENT_HEADER_BYTES = 16;

export const FRAME_PREFIX_BYTES = 8;
/** Prefix, count and time of arrival. */
export const FRAME_HEADER_BYTES = FRAME_PREFIX_BYTES + 12;
/** A longer one is damage: what is held back while the disk is full is bounded far below. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;

export const ENTRY = { series: 1, reading: 2, message: 3 } as const;
export const READING_ENTRY_BYTES = 22;
export const MESSAGE_ENTRY_HEADER_BYTES = 8;

/** A place between two frames. */
export interface Position {
  /** Number of the segment. */
  readonly segment: number;
  /** Bytes from the segment's start. */
  readonly offset: number;
}

export const comparePositions = (a: Position, b: Position): number =>
  a.segment - b.segment || a.offset - b.offset;

export function segmentHeader(): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.write(SEGMENT_MAGIC, "latin1");
  header.writeUInt32LE(FORMAT_VERSION, SEGMENT_MAGIC.length);
  return header;
}
