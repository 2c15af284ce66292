/** One message to the clients of a home, serialised once for all of them. */
export interface Frame {
  /** Grows over all frames of the process. */
  readonly seq: number;
  readonly bytes: Buffer;
}

/** Frames and bytes of a home that are kept, for clients that were away for a moment. */
const MAX_FRAMES = 600;
const MAX_BYTES = 256 * 1_024;

/** The latest frames of a home, to be sent again from a number on. */
export class Replay {
  /** Frames up to this number are not kept, or were before the home was looked at. */
  #startSeq: number;
  #frames: Frame[] = [];
  #bytes = 0;

  /** @param startSeq the number of the latest frame when this begins */
  constructor(startSeq: number) {
    this.#startSeq = startSeq;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
    while (this.#frames.length > MAX_FRAMES || this.#bytes > MAX_BYTES) this.#dropOldest();
  }

  /** Everything after a number; undefined when some of it is not kept. */
  after(seq: number): readonly Frame[] | undefined {
    if (seq < this.#startSeq) return undefined;
    return this.#frames.filter((frame) => frame.seq > seq);
  }

  #dropOldest(): void {
    const oldest = this.#frames.shift();
    if (oldest === undefined) return;
    this.#bytes -= oldest.bytes.length;
    this.#startSeq = oldest.seq;
  }
}
