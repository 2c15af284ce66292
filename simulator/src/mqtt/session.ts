import { publishesIn } from "./publish-text.ts";

const MAX_PACKET_ID = 0xffff;
/** DUP flag of PUBLISH (MQTT 3.1.1, 3.3.1.1). */
const DUP = 0x08;

/** The publishes of QoS 1 that left in one write: they are kept together, as the text that was written. */
interface Write {
  /** Whole frames, one character a byte; also others than publishes. */
  frames: string;
  sentMs: number;
  /** Packet ids of its publishes; 0 for one that was acknowledged. */
  readonly packetIds: number[];
  unacknowledged: number;
  /** How many ids had been given out when it began. */
  readonly since: number;
  next: Write | null;
}

/**
 * What outlives a connection (MQTT 3.1.1, 4.1): packet ids, and the publishes of QoS 1 without a PUBACK, in their order. A
 * broker acknowledges in order [MQTT-4.6.0-2], so that the oldest write is nearly always the one that is asked for.
 */
export class Session {
  /** The write that is being collected. */
  #open: Write | null = null;
  #oldest: Write | null = null;
  #newest: Write | null = null;
  #givenOut = 0;
  #inFlight = 0;

  /** Publishes of QoS 1 without a PUBACK. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** A packet id that nothing unacknowledged uses [MQTT-2.3.1-2]. */
  nextPacketId(): number {
    let packetId: number;
    do packetId = (this.#givenOut++ % MAX_PACKET_ID) + 1;
    while (this.#cameRound() && this.#uses(packetId));
    return packetId;
  }

  /** A PUBLISH of QoS 1 with this id was added to the write that is being collected; `wrote` is to follow. */
  collected(packetId: number): void {
    this.#open ??= {
      frames: "",
      sentMs: 0,
      packetIds: [],
      unacknowledged: 0,
      since: this.#givenOut,
      next: null,
    };
    this.#open.packetIds.push(packetId);
    this.#open.unacknowledged++;
    this.#inFlight++;
  }

  /**
   * The write that was collected is made, or would be: what a dead connection did not take is sent over the next one.
   * @param frames all of it, one character a byte
   */
  wrote(frames: string, nowMs: number): void {
    const write = this.#open;
    if (write === null) return;
    this.#open = null;
    write.frames = frames;
    write.sentMs = nowMs;
    if (this.#newest === null) this.#oldest = write;
    else this.#newest.next = write;
    this.#newest = write;
  }

  /** When the publish with this id was sent, monotonic ms; -1 when nothing with this id was unacknowledged. */
  acknowledged(packetId: number): number {
    let before: Write | null = null;
    for (let write = this.#oldest; write !== null; write = write.next) {
      const index = write.packetIds.indexOf(packetId);
      if (index >= 0) {
        write.packetIds[index] = 0;
        this.#inFlight--;
        if (--write.unacknowledged === 0) this.#remove(write, before);
        return write.sentMs;
      }
      before = write;
    }
    return -1;
  }

  /** The frames as they are sent a second time: with DUP where the broker has the session still [MQTT-3.3.1-1]. */
  *again(asDuplicates: boolean): Iterable<string> {
    for (let write = this.#oldest; write !== null; write = write.next) {
      for (const { packetId, frame } of publishesIn(write.frames)) {
        if (!write.packetIds.includes(packetId)) continue;
        yield asDuplicates ? String.fromCharCode(frame.charCodeAt(0) | DUP) + frame.slice(1) : frame;
      }
    }
  }

  /** Forgets what was not acknowledged: the session is over, or the node lost its memory. */
  forget(): void {
    this.#open = null;
    this.#oldest = null;
    this.#newest = null;
    this.#inFlight = 0;
  }

  /** Whether all ids were given out since the oldest unacknowledged one: only then may one be in use still. */
  #cameRound(): boolean {
    const oldest = this.#oldest ?? this.#open;
    return oldest !== null && this.#givenOut - oldest.since >= MAX_PACKET_ID - 1;
  }

  #uses(packetId: number): boolean {
    for (let write = this.#oldest; write !== null; write = write.next) {
      if (write.packetIds.includes(packetId)) return true;
    }
    return this.#open?.packetIds.includes(packetId) ?? false;
  }

  #remove(write: Write, before: Write | null): void {
    if (before === null) this.#oldest = write.next;
    else before.next = write.next;
    if (this.#newest === write) this.#newest = before;
  }
}
