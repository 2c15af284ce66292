import { once } from "node:events";
import { expect, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import type { TokenRequest } from "../../src/auth/tokens.ts";
import type { Bridge } from "../../src/bridge.ts";

// biome-ignore lint/suspicious/noExplicitAny: a message of the server, which tests look into
export type LiveMessage = any;

export interface LiveOptions {
  readonly token?: string;
  /** What a token is made for when none is given. */
  readonly grant?: TokenRequest;
  /** Such as `?since=...`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const eventually = { timeout: 20_000, interval: 5 };

/** A client of the live WebSocket that sends its token as browsers have to, and keeps what it gets. */
export class LiveConnection {
  readonly socket: WebSocket;
  readonly messages: LiveMessage[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.messages.push(JSON.parse(String(data))));
    onTestFinished(() => socket.terminate());
  }

  /** Rejects with the HTTP status, such as `Unexpected server response: 401`. */
  static async open(bridge: Bridge, options: LiveOptions = {}): Promise<LiveConnection> {
    const token = options.token ?? (await bridge.issueToken(options.grant ?? { homes: "*", role: "viewer" }));
    const url = `${bridge.url.replace("http", "ws")}/api/v1/live${options.query ?? ""}`;
    const socket = new WebSocket(url, ["homesync.v1", `bearer.${token}`], { headers: options.headers ?? {} });
    const connection = new LiveConnection(socket);
    await once(socket, "open");
    return connection;
  }

  /** Messages of one type. */
  of(type: string): readonly LiveMessage[] {
    return this.messages.filter((message) => message.type === type);
  }

  /** Resolves with the first message that matches, now or later. */
  async received(match: (message: LiveMessage) => boolean): Promise<LiveMessage> {
    await vi.waitFor(() => expect(this.messages.some(match)).toBe(true), eventually);
    return this.messages.find(match);
  }

  get cursor(): string {
    return this.messages.at(-1)?.cursor;
  }

  /** Resolves with the code of the close. */
  async closed(): Promise<number> {
    if (this.socket.readyState === WebSocket.CLOSED) return -1;
    const [code] = await once(this.socket, "close");
    return Number(code);
  }
}
