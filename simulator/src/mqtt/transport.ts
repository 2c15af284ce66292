import type { OnReadOpts } from "node:net";

/**
 * The byte stream under one connection. The sockets of Node are of this shape as they are, so that ten thousand of them
 * need no wrapper.
 */
export interface Transport {
  /** Bytes that wait to be sent. */
  readonly writableLength: number;
  readonly destroyed: boolean;
  /** Every character is one byte. */
  write(latin1: string, encoding: "latin1"): boolean;
  /** Reads no more. */
  pause(): unknown;
  /** Closes once everything is written. */
  destroySoon(): void;
  destroy(): unknown;
  /** Ends it as a router does that forgot it: the other end is told by a TCP reset, and reads nothing more. */
  resetAndDestroy(): unknown;
  on(event: "error", listener: (this: this, error: NodeJS.ErrnoException) => void): unknown;
  on(event: "close", listener: (this: this) => void): unknown;
  once(event: "close", listener: () => void): unknown;
}

/** Another place than the broker's, where the same is expected of the other end, its certificate included. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

export interface DialRequest {
  /** The bytes that arrive go into its buffer, and its callback is told how many. */
  readonly onread: OnReadOpts;
  /** Who connects, again and again: what may be resumed is kept by it. */
  readonly owner: object;
  /** A TLS session was resumed. */
  readonly onResumed: () => void;
  readonly to?: Destination | undefined;
}

/** Opens a byte stream to the broker; what is written at once is sent as soon as it is open. */
export type Dial = (request: DialRequest) => Transport;
