/**
 * Follows the frames of one connection by their headers, without copying, and notices one that is too long before
 * the rest of it is read: aedes itself would collect up to 256 MB (MQTT 3.1.1, 2.2.3) of it in memory.
 */
export class FrameGuard {
  readonly #maxRemaining: number;
  /** Bytes of the current frame's body still to come. */
  #body = 0;
  /** How many bytes of the remaining length were seen; -1 when the next byte starts a frame. */
  #lengthBytes = -1;
  #remaining = 0;

  /** @param maxRemaining largest remaining length of a frame, bytes */
  constructor(maxRemaining: number) {
    this.#maxRemaining = maxRemaining;
  }

  /** Takes the next bytes; false when they belong to, or announce, a frame that is too long or has no valid length. */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const taken = Math.min(this.#body, chunk.length - at);
        this.#body -= taken;
        at += taken;
      } else if (this.#lengthBytes < 0) {
        this.#lengthBytes = 0;
        this.#remaining = 0;
        at += 1;
      } else {
        const byte = chunk[at] as number;
        at += 1;
        this.#remaining += (byte & 0x7f) * 128 ** this.#lengthBytes;
        this.#lengthBytes += 1;
        const more = (byte & 0x80) !== 0;
        if (this.#remaining > this.#maxRemaining || (more && this.#lengthBytes === 4)) return false;
        if (!more) {
          this.#body = this.#remaining;
          this.#lengthBytes = -1;
        }
      }
    }
    return true;
  }
}
