import { closeSync, openSync, readdirSync, readSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../config/start-error.ts";
import { FORMAT_VERSION, SEGMENT_HEADER_BYTES, SEGMENT_MAGIC } from "./format.ts";

const NAME = /^(\d{10})\.log$/;

/** The files of a journal, oldest first. */
export class Segments {
  readonly #directory: string;
  readonly #bytes = new Map<number, number>();

  /**
   * Lists what is there.
   * @throws StartError when a file is none of ours, or was made by a later version
   */
  constructor(directory: string) {
    this.#directory = directory;
    const numbers = readdirSync(directory).flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
    for (const number of numbers.sort((a, b) => a - b)) {
      const { size } = statSync(this.file(number));
      // A crash right after its making: there is nothing in it.
      if (size < SEGMENT_HEADER_BYTES) unlinkSync(this.file(number));
      else {
        checkHeader(this.file(number));
        this.#bytes.set(number, size);
      }
    }
  }

  get numbers(): readonly number[] {
    return [...this.#bytes.keys()];
  }

  get totalBytes(): number {
    let total = 0;
    for (const bytes of this.#bytes.values()) total += bytes;
    return total;
  }

  file(number: number): string {
    return join(this.#directory, `${String(number).padStart(10, "0")}.log`);
  }

  /** Bytes of a segment; 0 when there is none of this number. */
  bytesOf(number: number): number {
    return this.#bytes.get(number) ?? 0;
  }

  /** The first segment after this one, if any. */
  after(number: number): number | undefined {
    for (const other of this.#bytes.keys()) if (other > number) return other;
    return undefined;
  }

  /** Notes the size of a segment; a new one must be the last. */
  set(number: number, bytes: number): void {
    this.#bytes.set(number, bytes);
  }

  remove(number: number): void {
    unlinkSync(this.file(number));
    this.#bytes.delete(number);
  }
}

function checkHeader(file: string): void {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, header, 0, SEGMENT_HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  if (header.toString("latin1", 0, SEGMENT_MAGIC.length) !== SEGMENT_MAGIC) {
    throw new StartError(`${file} is no part of the durable log: move it away`);
  }
  const version = header.readUInt32LE(SEGMENT_MAGIC.length);
  if (version === 0 || version > FORMAT_VERSION) {
    throw new StartError(
      `${file} was written by a later version of homesync-bridge (format ${version}): use that version, or another --data`,
    );
  }
}
