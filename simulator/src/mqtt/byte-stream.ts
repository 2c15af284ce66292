import type { OnReadOpts } from "node:net";
import type { Impairment } from "../line/impairment.ts";
import { Line } from "../line/line.ts";
import type { MqttIo } from "./io.ts";
import type { Destination, Transport } from "./transport.ts";

/** Whom a {@link ByteStream} tells what happens to it. */
export interface StreamOwner {
  /** The first `length` of `bytes` arrived; they are only valid during the call. */
  onBytes(bytes: Buffer, length: number): void;
  onStreamError(error: NodeJS.ErrnoException): void;
  /** It is over, by whichever side. Not told after `drop` and `abandon`: who calls them knows. */
  onStreamClosed(): void;
}

type Owned = Transport & { homesyncStream?: ByteStream };

/**
 * The byte stream under one connection, opened anew by `dial` each time, and what can be wrong with it: a line that is slow
 * or cut, a stream that is stalled, one that nobody is behind any more.
 */
export class ByteStream {
  readonly #io: MqttIo;
  readonly #owner: StreamOwner;
  readonly #onread: OnReadOpts;
  #socket: Owned | null = null;
  /** Nothing passes any more, and nobody was told. */
  #stalled = false;
  /** It is being closed from this side. */
  #ending = false;
  /** Null for all whose line is a good one. */
  #line: Line | null = null;

  constructor(io: MqttIo, owner: StreamOwner) {
    this.#io = io;
    this.#owner = owner;
    this.#onread = {
      buffer: io.receiveBuffer,
      callback: (length) => {
        if (this.#line === null) this.#receive(length);
        else this.#receiveOver(this.#line, length);
        return true;
      },
    };
  }

  /** Bytes that the socket, or the line, has taken and not passed on. */
  get waitingBytes(): number {
    return (this.#socket?.writableLength ?? 0) + (this.#line?.toBroker.heldBytes ?? 0);
  }

  /** Opens the transport. */
  dial(): void {
    const io = this.#io;
    this.#stalled = false;
    this.#ending = false;
    const socket: Owned = io.dial({
      onread: this.#onread,
      owner: this.#owner,
      onResumed: io.resumed,
      to: io.redirects.get(this),
    });
    socket.homesyncStream = this;
    socket.on("error", onSocketError);
    socket.on("close", onSocketClose);
    this.#socket = socket;
  }

  /**
   * @param latin1 one character a byte
   * @returns whether it was passed on; not when there is no stream, or when it is stalled
   */
  write(latin1: string): boolean {
    const socket = this.#socket;
    if (socket === null || this.#stalled) return false;
    this.#io.counters.bytesOut += latin1.length;
    if (this.#line === null) socket.write(latin1, "latin1");
    else
      this.#line.toBroker.pass(latin1.length, () => {
        if (!socket.destroyed) socket.write(latin1, "latin1");
      });
    return true;
  }

  /** Closes once everything is written. */
  end(): void {
    this.#ending = true;
    const socket = this.#socket;
    if (this.#line === null) socket?.destroySoon();
    else this.#line.toBroker.pass(0, () => socket?.destroySoon());
  }

  /** Closes at once; the owner is told. */
  close(): void {
    this.#ending = true;
    if (this.#line?.isCut === true) process.nextTick(onSocketClose.bind(this.#socket as Owned));
    else this.#socket?.destroy();
  }

  /** Closes at once; the owner is not told. */
  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    delete socket.homesyncStream;
    // On a line that is cut the broker does not learn of the end.
    if (this.#line?.isCut === true && !socket.destroyed) this.#io.abandon(socket);
    else socket.destroy();
    this.#line?.toBroker.clear();
    this.#line?.toNode.clear();
  }

  /** Leaves the stream open with nobody behind it, and forgets it; the owner is not told. */
  abandon(): void {
    if (this.#socket !== null && !this.#socket.destroyed) {
      delete this.#socket.homesyncStream;
      this.#io.abandon(this.#socket);
      this.#socket = null;
    }
    this.drop();
  }

  /** Ends as a network does, by a TCP reset; `close` is to follow. */
  reset(): void {
    if (this.#line?.isCut !== true) this.#socket?.resetAndDestroy();
  }

  /** Takes bytes as if they had arrived. */
  inject(bytes: Buffer): void {
    if (this.#line === null) this.#owner.onBytes(bytes, bytes.length);
    else this.#line.toNode.pass(bytes.length, () => this.#owner.onBytes(bytes, bytes.length));
  }

  /** Lets nothing pass any more, in either direction, and tells nobody. */
  stall(): void {
    this.#stalled = this.#socket !== null;
  }

  /** What is wrong with the line from now on, for this stream and the next ones; nothing makes it good. */
  impair(impairments: readonly Impairment[], salt: number): void {
    this.#line ??= new Line(this.#io.clock);
    this.#line.impair(impairments, salt);
    if (this.#line.isClear) this.#line = null;
  }

  /** The next `dial` goes there; null: to the broker again. */
  redirect(to: Destination | null): void {
    if (to === null) this.#io.redirects.delete(this);
    else this.#io.redirects.set(this, to);
  }

  #receive(length: number): void {
    if (this.#stalled) return;
    this.#io.counters.bytesIn += length;
    this.#owner.onBytes(this.#io.receiveBuffer, length);
  }

  /** The bytes are copied: the buffer is everyone's. */
  #receiveOver(line: Line, length: number): void {
    const socket = this.#socket;
    const bytes = Buffer.from(this.#io.receiveBuffer.subarray(0, length));
    line.toNode.pass(length, () => {
      if (socket === null || this.#socket !== socket) return;
      bytes.copy(this.#io.receiveBuffer);
      this.#receive(length);
    });
  }

  // Called by the socket's listeners.

  onSocketError(error: NodeJS.ErrnoException): void {
    this.#owner.onStreamError(error);
  }

  onSocketClose(): void {
    if (this.#line === null || this.#ending) this.#owner.onStreamClosed();
    else this.#line.toNode.pass(0, () => this.#owner.onStreamClosed());
  }
}

// One function for all sockets instead of two closures each.
function onSocketError(this: Owned, error: NodeJS.ErrnoException): void {
  this.homesyncStream?.onSocketError(error);
}

function onSocketClose(this: Owned): void {
  this.homesyncStream?.onSocketClose();
}
