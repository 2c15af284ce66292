import type { ProtocolLevel } from "./version.ts";

/** Bytes of the fixed header, at most (MQTT 3.1.1, 2.2). */
const MAX_HEADER = 5;
const WORD = 4;

/** Whoever the collected frames are for. */
export interface FrameWriter {
  /** One write of whole frames; every character is one byte. */
  writeFrames(latin1: string): void;
}

/**
 * Collects the frames that one connection sends in one wake-up, so that they leave in one write. One buffer serves
 * all connections: only one of them runs at a time, and the frames of another are written out before.
 *
 * The write takes a latin1 string, because the socket may keep what it cannot send at once while this buffer is
 * reused: making the string is the copy that is needed anyway.
 */
export class Outgoing {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** The memory that was copied from last, nearly always the core's, and a view of it. */
  #source: Uint8Array;
  #sourceView: DataView;
  #length = 0;
  #writer: FrameWriter | null = null;

  /** Bytes that PUBLISH of MQTT 5 has for no property (5: 3.3.2.3.1). */
  readonly #properties: 0 | 1;
  readonly #writeEach: boolean;

  /**
   * @param writeEach every PUBLISH leaves in a write of its own
   * @param capacity bytes; no frame may be longer
   */
  constructor(level: ProtocolLevel = 4, writeEach = false, capacity = 256 * 1024) {
    this.#properties = level === 5 ? 1 : 0;
    this.#writeEach = writeEach;
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = new DataView(this.#bytes.buffer);
    this.#source = this.#bytes;
    this.#sourceView = this.#view;
  }

  /** Bytes collected for this writer and not yet written. */
  pending(writer: FrameWriter): number {
    return this.#writer === writer ? this.#length : 0;
  }

  /** Whether a frame with this remaining length can be sent at all. */
  fits(remaining: number): boolean {
    return MAX_HEADER + remaining <= this.#bytes.length;
  }

  /** Writes out what was collected. To be called at the end of every wake-up. */
  flush(): void {
    const writer = this.#writer;
    if (writer !== null) writer.writeFrames(this.#take());
  }

  /** Forgets what was collected for a connection that is gone; the answer is what it was. */
  discard(writer: FrameWriter): string {
    return this.#writer === writer ? this.#take() : "";
  }

  /** Adds a whole frame. */
  frame(writer: FrameWriter, bytes: Uint8Array): void {
    this.#reserve(writer, bytes.length);
    this.#copy(bytes, 0, bytes.length);
  }

  /** Adds a whole frame that was kept as text. */
  text(writer: FrameWriter, latin1: string): void {
    this.#reserve(writer, latin1.length);
    this.#length += this.#bytes.write(latin1, this.#length, "latin1");
  }

  /** Adds PUBACK (MQTT 3.1.1, 3.4). */
  puback(writer: FrameWriter, packetId: number): void {
    this.#reserve(writer, 4);
    this.#byte(0x40);
    this.#byte(2);
    this.#byte(packetId >> 8);
    this.#byte(packetId & 0xff);
  }

  /** Adds PINGREQ (MQTT 3.1.1, 3.12). */
  pingreq(writer: FrameWriter): void {
    this.#reserve(writer, 2);
    this.#byte(0xc0);
    this.#byte(0);
  }

  /** Adds DISCONNECT (MQTT 3.1.1, 3.14). */
  disconnect(writer: FrameWriter): void {
    this.#reserve(writer, 2);
    this.#byte(0xe0);
    this.#byte(0);
  }

  /**
   * Adds PUBLISH (MQTT 3.1.1 and 5, 3.3) with topic and payload copied from `source`.
   * @param flags qos | retain << 2
   * @param packetId used when the QoS is 1
   */
  publish(
    writer: FrameWriter,
    source: Uint8Array,
    topicAt: number,
    topicLength: number,
    payloadAt: number,
    payloadLength: number,
    flags: number,
    packetId: number,
  ): void {
    const qos = flags & 3;
    const remaining = 2 + topicLength + (qos > 0 ? 2 : 0) + this.#properties + payloadLength;
    if (this.#writeEach) this.flush();
    this.#reserve(writer, MAX_HEADER + remaining);
    this.#byte(0x30 | (qos << 1) | (flags >> 2));
    let rest = remaining;
    while (rest >= 128) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.#byte(rest);
    this.#byte(topicLength >> 8);
    this.#byte(topicLength & 0xff);
    this.#copy(source, topicAt, topicLength);
    if (qos > 0) {
      this.#byte(packetId >> 8);
      this.#byte(packetId & 0xff);
    }
    if (this.#properties !== 0) this.#byte(0);
    this.#copy(source, payloadAt, payloadLength);
  }

  #take(): string {
    const text = this.#bytes.toString("latin1", 0, this.#length);
    this.#length = 0;
    this.#writer = null;
    return text;
  }

  #reserve(writer: FrameWriter, bytes: number): void {
    if (this.#writer !== writer || this.#length + bytes > this.#bytes.length) this.flush();
    this.#writer = writer;
  }

  #byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  /** Word by word, which for frames as short as these is faster than any call that copies. */
  #copy(source: Uint8Array, at: number, length: number): void {
    if (source !== this.#source) {
      this.#source = source;
      this.#sourceView = new DataView(source.buffer, source.byteOffset, source.byteLength);
    }
    const from = this.#sourceView;
    const view = this.#view;
    const to = this.#length;
    this.#length += length;
    let index = 0;
    for (; index + WORD <= length; index += WORD) {
      view.setUint32(to + index, from.getUint32(at + index, true), true);
    }
    for (; index < length; index++) view.setUint8(to + index, from.getUint8(at + index));
  }
}
