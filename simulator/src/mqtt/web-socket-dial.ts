import { connect as connectTcp, type OnReadOpts, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { BrokerAccess } from "@homesync/broker/reach";
import { type ClientOptions, WebSocket } from "ws";
import type { LocalAddress } from "./local-addresses.ts";
import { resetUnderTls, secureContextOf, serverNameOf } from "./tls-dial.ts";
import type { Dial, Transport } from "./transport.ts";

/** Subprotocol of MQTT (MQTT 3.1.1, 6: [MQTT-6.0.0-3]). */
const SUBPROTOCOL = "mqtt";
/** Largest message taken from a broker, bytes. */
const MAX_MESSAGE = 256 * 1024;
const NORMAL_CLOSURE = 1000;

/** Dials a WebSocket (MQTT 3.1.1, 6), over TLS for `wss`. A load transport: the board has none. */
export function webSocketDialer(access: BrokerAccess, from: LocalAddress): Dial {
  const { tls, host, port, path } = access.address;
  const secure = tls ? { secureContext: secureContextOf(access), ...serverNameOf(host) } : {};
  const scheme = tls ? "wss" : "ws";
  return ({ onread, to }) => {
    let stream: Socket | undefined;
    const options: ClientOptions = {
      ...secure,
      // ws keeps the stream under a WebSocket to itself.
      createConnection: ((asked: ConnectionOptions & TcpNetConnectOpts) => {
        // The path is that of the request; to a stream it would be one of a local socket.
        const options = { ...asked, path: undefined };
        stream = tls ? openTls(options) : connectTcp(options);
        return stream;
      }) as ClientOptions["createConnection"],
      ...from(),
      // Frames of ours are small, and each is whole: compressing them would cost more than it saves.
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE,
      followRedirects: false,
      skipUTF8Validation: true,
    };
    const authority = `${bracketed(to?.host ?? host)}:${to?.port ?? port}`;
    return new WebSocketTransport(
      new WebSocket(`${scheme}://${authority}${path}`, SUBPROTOCOL, options),
      onread,
      () => stream?.resetAndDestroy(),
    );
  };
}

function openTls(to: ConnectionOptions): Socket {
  const socket = connectTls(to);
  socket.resetAndDestroy = resetUnderTls;
  return socket;
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** One WebSocket as a byte stream: every write is one binary message [MQTT-6.0.0-1]. */
class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #onread: OnReadOpts;
  readonly #reset: () => void;
  /** Written before it was open. */
  #early: Buffer[] | null = [];
  #closed = false;
  #onError: ((error: NodeJS.ErrnoException) => void) | null = null;
  readonly #onClose: (() => void)[] = [];

  /** @param reset resets the stream under it, where there is one already */
  constructor(socket: WebSocket, onread: OnReadOpts, reset: () => void) {
    this.#socket = socket;
    this.#onread = onread;
    this.#reset = reset;
    socket.binaryType = "nodebuffer";
    socket.on("open", () => {
      for (const bytes of this.#early ?? []) socket.send(bytes);
      this.#early = null;
    });
    socket.on("message", (data) => this.#receive(data as Buffer));
    socket.on("error", (error) => this.#onError?.call(this, error));
    socket.on("close", () => {
      this.#closed = true;
      for (const listener of this.#onClose) listener.call(this);
    });
  }

  get writableLength(): number {
    const early = this.#early?.reduce((total, { length }) => total + length, 0) ?? 0;
    return early + this.#socket.bufferedAmount;
  }

  get destroyed(): boolean {
    return this.#closed;
  }

  write(latin1: string, encoding: "latin1"): boolean {
    const bytes = Buffer.from(latin1, encoding);
    if (this.#early !== null) this.#early.push(bytes);
    else this.#socket.send(bytes);
    return this.writableLength === 0;
  }

  pause(): void {
    this.#socket.pause();
  }

  destroySoon(): void {
    this.#socket.close(NORMAL_CLOSURE);
  }

  destroy(): void {
    this.#socket.terminate();
  }

  resetAndDestroy(): void {
    this.#reset();
    this.#socket.terminate();
  }

  on(event: "error" | "close", listener: (this: this, error: NodeJS.ErrnoException) => void): void {
    if (event === "error") this.#onError = listener;
    else this.#onClose.push(listener as () => void);
  }

  once(event: "close", listener: () => void): void {
    this.on(event, listener);
  }

  /** A message may hold a part of a frame, or many [MQTT-6.0.0-2]. */
  #receive(message: Buffer): void {
    const buffer = this.#onread.buffer as Buffer;
    for (let at = 0; at < message.length; at += buffer.length) {
      const length = message.copy(buffer, 0, at, Math.min(message.length, at + buffer.length));
      this.#onread.callback(length, buffer);
    }
  }
}
