/** Most publishes of QoS 1 that one connection has unacknowledged. */
const MAX_IN_FLIGHT = 256;
/** DUP flag of PUBLISH (MQTT 3.1.1, 3.3.1.1). */
const DUP = 0x08;

/** The publishes of QoS 1 that the broker has not acknowledged, in the order they were sent; they outlive the connection. */
export class InFlight {
  readonly #frames = new Map<number, string>();

  get isFull(): boolean {
    return this.#frames.size >= MAX_IN_FLIGHT;
  }

  has(packetId: number): boolean {
    return this.#frames.has(packetId);
  }

  /** @param frame the whole frame, one character a byte */
  add(packetId: number, frame: string): void {
    this.#frames.set(packetId, frame);
  }

  /** False when nothing with this id was unacknowledged. */
  remove(packetId: number): boolean {
    return this.#frames.delete(packetId);
  }

  /** The frames as they are sent a second time. */
  *again(): Iterable<string> {
    for (const frame of this.#frames.values()) {
      yield String.fromCharCode(frame.charCodeAt(0) | DUP) + frame.slice(1);
    }
  }
}
