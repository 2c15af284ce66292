import { closeSync, constants, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Position } from "./format.ts";

/** How far the journal's readers have come. */
export interface Cursors {
  /** Everything before is in the series store. */
  readonly series: Position;
  /** Everything before is in the stored state. */
  readonly state: Position;
}

const VERSION = 1;
const SLOT_BYTES = 64;
const SLOT_USED_BYTES = 4 + 4 + 8 + 4 * 8;

/**
 * A small file of two slots, written in turn, so that a write that a crash cuts leaves the other one. It is written in
 * place: that works on a full disk, too.
 */
export class CursorFile {
  readonly #descriptor: number;
  #generation = 0;
  #cursors: Cursors | undefined;

  /** @throws when the file can be neither opened nor made */
  constructor(file: string) {
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    for (const slot of [0, 1]) this.#read(slot);
    if (this.#cursors === undefined) ftruncateSync(this.#descriptor, 2 * SLOT_BYTES);
  }

  /** As they were written last; undefined when nothing was. */
  get cursors(): Cursors | undefined {
    return this.#cursors;
  }

  /** @throws when it cannot be written; what was written before is still there then */
  write(cursors: Cursors): void {
    const slot = Buffer.alloc(SLOT_BYTES);
    slot.writeUInt32LE(VERSION, 4);
    slot.writeDoubleLE(this.#generation + 1, 8);
    const { series, state } = cursors;
    [series.segment, series.offset, state.segment, state.offset].forEach((number, index) => {
      slot.writeDoubleLE(number, 16 + 8 * index);
    });
    slot.writeUInt32LE(crc32(slot.subarray(4, SLOT_USED_BYTES)), 0);
    this.#generation += 1;
    writeSync(this.#descriptor, slot, 0, SLOT_BYTES, SLOT_BYTES * (this.#generation % 2));
    this.#cursors = cursors;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(index: number): void {
    const slot = Buffer.alloc(SLOT_BYTES);
    const length = readSync(this.#descriptor, slot, 0, SLOT_BYTES, SLOT_BYTES * index);
    const isWhole =
      length === SLOT_BYTES && crc32(slot.subarray(4, SLOT_USED_BYTES)) === slot.readUInt32LE(0);
    const generation = slot.readDoubleLE(8);
    if (!isWhole || slot.readUInt32LE(4) !== VERSION || generation <= this.#generation) return;
    this.#generation = generation;
    this.#cursors = {
      series: { segment: slot.readDoubleLE(16), offset: slot.readDoubleLE(24) },
      state: { segment: slot.readDoubleLE(32), offset: slot.readDoubleLE(40) },
    };
  }
}
