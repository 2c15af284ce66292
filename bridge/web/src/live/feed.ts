import type { LiveMessage } from "./messages.ts";

/** How the live connection is. */
export type FeedState = "connecting" | "live" | "lost";

export interface FeedHandlers {
  onMessage(message: LiveMessage): void;
  onState(state: FeedState): void;
  /** The token is no longer good: connecting again would not help. */
  onRefused(reason: string): void;
}

const PROTOCOL = "homesync.v1";
/** Close codes of the bridge for a token that has ended, or was withdrawn. */
const TOKEN_ENDED: ReadonlyMap<number, string> = new Map([
  [4401, "Your token has expired. Ask for a new one."],
  [4403, "Your token was withdrawn. Ask for a new one."],
]);
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;
/** Heartbeats that may be missing before the connection counts as dead. */
const MISSED_HEARTBEATS = 2.5;

/** The live connection: made again whenever it is lost, from where it was. */
export class Feed {
  readonly #token: string;
  readonly #handlers: FeedHandlers;
  #socket: WebSocket | undefined;
  #cursor: string | undefined;
  #failures = 0;
  #heartbeatMs = 30_000;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(token: string, handlers: FeedHandlers) {
    this.#token = token;
    this.#handlers = handlers;
    this.#connect();
    addEventListener("online", this.#online);
  }

  close(): void {
    this.#closed = true;
    removeEventListener("online", this.#online);
    clearTimeout(this.#watch);
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** The network is back: no reason to wait. */
  readonly #online = (): void => {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#connect();
  };

  #connect(): void {
    this.#retry = undefined;
    const url = new URL("/api/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.#cursor !== undefined) url.searchParams.set("since", this.#cursor);
    // The token travels as a protocol that the bridge never names in its answer: a URL would be logged on the way.
    const socket = new WebSocket(url, [PROTOCOL, `bearer.${this.#token}`]);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data)) as LiveMessage));
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    });
    this.#expectMessage();
  }

  #receive(message: LiveMessage): void {
    this.#cursor = message.cursor;
    if (message.type === "hello") {
      this.#failures = 0;
      this.#heartbeatMs = message.heartbeat_s * 1_000;
      this.#handlers.onState("live");
    }
    this.#expectMessage();
    this.#handlers.onMessage(message);
  }

  /** A connection over which nothing comes any more may look open for hours. */
  #expectMessage(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      const silent = this.#socket;
      this.#lost(undefined);
      silent?.close();
    }, this.#heartbeatMs * MISSED_HEARTBEATS);
  }

  #lost(code: number | undefined): void {
    clearTimeout(this.#watch);
    this.#socket = undefined;
    if (this.#closed) return;
    const ended = code === undefined ? undefined : TOKEN_ENDED.get(code);
    if (ended !== undefined) {
      this.close();
      this.#handlers.onRefused(ended);
      return;
    }
    this.#handlers.onState("lost");
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, MAX_WAIT_MS);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }
}
