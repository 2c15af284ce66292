import type { WebSocket } from "ws";
import type { Access } from "../auth/access.ts";
import type { Frame } from "./replay.ts";

/** Close codes of the live connection (RFC 6455, 7.4: 4000-4999 are for applications). */
export const CLOSE = {
  goingAway: 1001,
  policy: 1008,
  tooSlow: 1013,
  tooMany: 1013,
  expired: 4401,
  revoked: 4403,
} as const;

/** Bytes that may wait for a client; beyond, it misses what comes. */
const MAX_WAITING_BYTES = 1_024 * 1_024;
/** Bytes that may wait for a client that is told what it missed. */
const CAUGHT_UP_BYTES = 512 * 1_024;
/** Instead of a count of missed frames: it never had anything of the home. */
export const NOT_YET = Number.NEGATIVE_INFINITY;
/** A connection that does not end after its close within this time is cut, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;
/** Messages that a client may send: it has nothing to say. */
const MAX_MESSAGES = 16;

/** One WebSocket, with what waits for it kept in bounds. */
export class LiveClient {
  readonly access: Access;
  /** Of the homes of which it does not have everything, how many frames it missed, or {@link NOT_YET}. */
  readonly behind = new Map<string, number>();
  readonly #socket: WebSocket;
  #behindSinceMs: number | undefined;
  #alive = true;
  #messages = 0;

  constructor(socket: WebSocket, access: Access) {
    this.#socket = socket;
    this.access = access;
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("message", () => {
      this.#messages += 1;
      if (this.#messages > MAX_MESSAGES) this.close(CLOSE.policy, "nothing is expected from the client");
    });
  }

  /** Whether what it missed can be told now. */
  get canCatchUp(): boolean {
    return this.#socket.bufferedAmount < CAUGHT_UP_BYTES;
  }

  /** Since when it misses something, milliseconds since 1970. */
  get behindSinceMs(): number | undefined {
    return this.#behindSinceMs;
  }

  send(bytes: Buffer | string): void {
    this.#socket.send(bytes, { binary: false });
  }

  /** Sends a frame of a home, or counts it as missed when too much waits already. */
  offer(homeId: string, { bytes }: Frame, nowMs: number): void {
    const missed = this.behind.get(homeId);
    if (missed === undefined && this.#socket.bufferedAmount < MAX_WAITING_BYTES) {
      this.send(bytes);
      return;
    }
    this.behind.set(homeId, (missed ?? 0) + 1);
    this.#behindSinceMs ??= nowMs;
  }

  /** Whether it misses frames of a home that it had before. */
  misses(homeId: string): boolean {
    return (this.behind.get(homeId) ?? 0) > 0;
  }

  /** It has everything of a home again. */
  caughtUp(homeId: string): void {
    this.behind.delete(homeId);
    if (this.behind.size === 0) this.#behindSinceMs = undefined;
  }

  /** @returns false when it did not answer the ping before */
  ping(): boolean {
    if (!this.#alive) return false;
    this.#alive = false;
    this.#socket.ping();
    return true;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  cut(): void {
    this.#socket.terminate();
  }
}
