/** Most publishes of QoS 1 that one connection has unacknowledged, where the broker does not allow fewer. */
const MAX_IN_FLIGHT = 256;
const MAX_PACKET_ID = 0xffff;
/** DUP flag of PUBLISH (MQTT 3.1.1, 3.3.1.1). */
const DUP = 0x08;

interface Unacknowledged {
  /** The whole frame, one character a byte. */
  readonly frame: string;
  readonly sentMs: number;
}

/** What outlives a connection (MQTT 3.1.1, 4.1): packet ids, and the publishes of QoS 1 without a PUBACK, in their order. */
export class Session {
  #unacknowledged: Map<number, Unacknowledged> | null = null;
  #lastPacketId = 0;
  #limit = MAX_IN_FLIGHT;

  /** The broker takes at most so many unacknowledged at once (MQTT 5, 3.2.2.3.3). */
  limitTo(receiveMaximum: number): void {
    this.#limit = Math.min(MAX_IN_FLIGHT, receiveMaximum);
  }

  get isFull(): boolean {
    return this.#unacknowledged !== null && this.#unacknowledged.size >= this.#limit;
  }

  /** A packet id that nothing unacknowledged uses [MQTT-2.3.1-2]. */
  nextPacketId(): number {
    do {
      this.#lastPacketId = (this.#lastPacketId % MAX_PACKET_ID) + 1;
    } while (this.#unacknowledged?.has(this.#lastPacketId) === true);
    return this.#lastPacketId;
  }

  sent(packetId: number, frame: string, sentMs: number): void {
    this.#unacknowledged ??= new Map();
    this.#unacknowledged.set(packetId, { frame, sentMs });
  }

  /** When the publish with this id was sent, monotonic ms; -1 when nothing with this id was unacknowledged. */
  acknowledged(packetId: number): number {
    const sent = this.#unacknowledged?.get(packetId);
    if (sent === undefined) return -1;
    this.#unacknowledged?.delete(packetId);
    return sent.sentMs;
  }

  /** The frames as they are sent a second time: with DUP where the broker has the session still [MQTT-3.3.1-1]. */
  *again(asDuplicates: boolean): Iterable<string> {
    for (const { frame } of this.#unacknowledged?.values() ?? []) {
      yield asDuplicates ? String.fromCharCode(frame.charCodeAt(0) | DUP) + frame.slice(1) : frame;
    }
  }

  forget(): void {
    this.#unacknowledged = null;
  }
}
