/** Receives whole frames; the bytes are only valid during the call. */
export interface FrameSink {
  /** @returns false when no further frame is wanted: the connection is closed */
  onFrame(bytes: Buffer, at: number, size: number): boolean;
}

export type FrameFault = "malformed" | "too_large";

/** Longest fixed header, bytes (MQTT 3.1.1, 2.2.3). */
const MAX_HEADER = 5;
const INCOMPLETE = 0;
const MALFORMED = -1;

/** Size of the frame that starts at `at`, header included; 0 when its header is cut, -1 when it is malformed. */
function frameSize(bytes: Uint8Array, at: number, end: number): number {
  let remaining = 0;
  for (let digit = 0; digit < MAX_HEADER - 1; digit++) {
    const index = at + 1 + digit;
    if (index >= end) return INCOMPLETE;
    const byte = bytes[index] as number;
    remaining |= (byte & 0x7f) << (7 * digit);
    if (byte < 0x80) return 2 + digit + remaining;
  }
  return MALFORMED;
}

/**
 * Cuts the byte stream of one connection into frames. What arrives whole is handed on where it lies, in the shared
 * receive buffer; only a frame that arrives in parts is copied.
 */
export class FrameSplitter {
  readonly #maxFrame: number;
  #partial: Buffer | null = null;
  #have = 0;

  /** @param maxFrame largest frame accepted, bytes with its header */
  constructor(maxFrame: number) {
    this.#maxFrame = maxFrame;
  }

  /** Takes the first `length` bytes of `bytes`; the answer is what is wrong with them, if anything. */
  push(bytes: Buffer, length: number, sink: FrameSink): FrameFault | undefined {
    let at = 0;
    while (at < length) {
      if (this.#partial !== null) {
        const taken = this.#complete(this.#partial, bytes, at, length);
        if (typeof taken === "string") return taken;
        at += taken;
        if (!this.#handOn(sink)) return undefined;
        continue;
      }
      const size = frameSize(bytes, at, length);
      const fault = this.#faultOf(size);
      if (fault) return fault;
      if (size === INCOMPLETE || at + size > length) {
        this.#keep(bytes, at, length, size);
        return undefined;
      }
      if (!sink.onFrame(bytes, at, size)) return undefined;
      at += size;
    }
    return undefined;
  }

  /** Forgets a frame that arrived in part: the connection is a new one. */
  reset(): void {
    this.#partial = null;
    this.#have = 0;
  }

  #faultOf(size: number): FrameFault | undefined {
    if (size === MALFORMED) return "malformed";
    return size > this.#maxFrame ? "too_large" : undefined;
  }

  #keep(bytes: Buffer, at: number, end: number, size: number): void {
    this.#partial = Buffer.allocUnsafe(size === INCOMPLETE ? MAX_HEADER : size);
    this.#have = bytes.copy(this.#partial, 0, at, end);
  }

  /** Adds to the frame that is in part; the number of bytes taken, or what is wrong. */
  #complete(partial: Buffer, bytes: Buffer, from: number, end: number): number | FrameFault {
    let at = from;
    let size = frameSize(partial, 0, this.#have);
    while (size === INCOMPLETE && at < end) {
      partial[this.#have++] = bytes[at++] as number;
      size = frameSize(partial, 0, this.#have);
    }
    const fault = this.#faultOf(size);
    if (fault) return fault;
    if (size !== INCOMPLETE) {
      let whole = partial;
      if (whole.length < size) {
        whole = Buffer.allocUnsafe(size);
        partial.copy(whole, 0, 0, this.#have);
        this.#partial = whole;
      }
      const taken = Math.min(size - this.#have, end - at);
      bytes.copy(whole, this.#have, at, at + taken);
      this.#have += taken;
      at += taken;
    }
    return at - from;
  }

  #handOn(sink: FrameSink): boolean {
    const whole = this.#partial as Buffer;
    const size = frameSize(whole, 0, this.#have);
    if (size === INCOMPLETE || size > this.#have) return true;
    this.reset();
    return sink.onFrame(whole, 0, size);
  }
}
