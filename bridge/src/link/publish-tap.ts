import { Duplex } from "node:stream";
import { LIMITS } from "@homesync/protocol";
import type { LinkHandlers } from "./link.ts";
import {
  MAX_FIXED_HEADER,
  mqttFrameSize,
  PUBACK_BYTES,
  PUBLISH,
  readPublish,
  TYPE_MASK,
  writePuback,
} from "./publish-frame.ts";

/** Counts the bytes of one connection, by direction. */
export interface ConnectionMeter {
  received(bytes: number): void;
  sent(bytes: number): void;
}

/** A PUBLISH with the longest topic, its properties and the largest payload. */
const MAX_FRAME_BYTES = MAX_FIXED_HEADER + 2 * 65_535 + 4 + LIMITS.maxMessageBytes.value;

/** Bytes that wait to be sent; beyond, no more is read until they are gone. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/**
 * Stands between the socket and mqtt.js: PUBLISH frames go straight to the bridge and are acknowledged from here, once
 * they are durable; everything else goes on to mqtt.js. It handles messages one at a time and holds up PINGRESP behind
 * an acknowledgement that waits, and costs more than all that the bridge does with a reading.
 */
export class PublishTap extends Duplex {
  readonly #socket: Duplex;
  readonly #version: 4 | 5;
  readonly #handlers: Pick<LinkHandlers, "onMessage" | "onGroupEnd">;
  readonly #meter: ConnectionMeter;
  /** The beginning of a frame whose end has not come yet. */
  #partial: Buffer | undefined;
  /** Packet ids of the group that is being read. */
  #owed: number[] = [];

  /** @param version 4 is MQTT 3.1.1 */
  constructor(
    socket: Duplex,
    version: 4 | 5,
    handlers: Pick<LinkHandlers, "onMessage" | "onGroupEnd">,
    meter: ConnectionMeter,
  ) {
    super({ decodeStrings: true });
    this.#meter = meter;
    this.#socket = socket;
    this.#version = version;
    this.#handlers = handlers;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
    socket.on("drain", () => socket.resume());
  }

  override _read(): void {
    // Frames are pushed as they come: few and small, the messages among them are not for mqtt.js.
  }

  // mqtt-packet writes a packet in several pieces. They go on in the same turn, whole, so that an acknowledgement
  // never lands between them.
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #send(bytes: Buffer): void {
    this.#meter.sent(bytes.length);
    this.#socket.write(bytes);
  }

  #take(chunk: Buffer): void {
    this.#meter.received(chunk.length);
    const bytes = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk]);
    this.#partial = undefined;
    const end = this.#takeFrames(bytes);
    if (this.destroyed) return;
    if (end < bytes.length) this.#partial = bytes.subarray(end);
    this.#endGroup();
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this.#socket.pause();
  }

  /** Takes the whole frames. @returns where the first one begins that is not whole */
  #takeFrames(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length) {
      const size = mqttFrameSize(bytes, at);
      if (size === "malformed" || (typeof size === "number" && size > MAX_FRAME_BYTES)) {
        this.destroy(new Error("the broker sent a frame that is no MQTT, or too large"));
        return at;
      }
      if (size === "incomplete" || at + size > bytes.length) break;
      const frame = bytes.subarray(at, at + size);
      at += size;
      const isPublish = ((frame[0] as number) & TYPE_MASK) === PUBLISH;
      if (!isPublish) this.push(frame);
      else if (!this.#publish(frame)) return at;
    }
    return at;
  }

  #publish(frame: Buffer): boolean {
    const message = readPublish(frame, this.#version);
    if (message === undefined) {
      this.destroy(new Error("the broker sent a PUBLISH that is malformed, or was not asked for"));
      return false;
    }
    if (message.qos > 0) this.#owed.push(message.packetId);
    this.#handlers.onMessage(message);
    return true;
  }

  #endGroup(): void {
    const owed = this.#owed;
    this.#owed = [];
    if (this.#handlers.onGroupEnd(() => this.#acknowledge(owed))) return;
    // The broker sends what was not acknowledged again in the next connection, and only then [MQTT-4.4.0-1].
    this.destroy(new Error("messages cannot be taken: the durable log is full"));
  }

  #acknowledge(packetIds: readonly number[]): void {
    if (packetIds.length === 0 || this.destroyed) return;
    const bytes = Buffer.allocUnsafe(PUBACK_BYTES * packetIds.length);
    let at = 0;
    for (const packetId of packetIds) at = writePuback(bytes, at, packetId);
    this.#send(bytes);
  }
}
