import type { NodeState } from "../state/node-state.ts";
import { isStale } from "../state/rules.ts";
import { HomeChanges } from "./home-changes.ts";
import type { LiveClient } from "./live-client.ts";
import { type Frame, Replay } from "./replay.ts";

/** One home that someone looks at: who does, what changes in it, and what was sent of it lately. */
export class HomeStream {
  readonly homeId: string;
  readonly changes = new HomeChanges();
  readonly replay: Replay;
  readonly #clients = new Set<LiveClient>();
  readonly #stale = new Set<string>();
  /** Grows with each frame: a snapshot made before is outdated. */
  #version = 0;
  #snapshot: { readonly version: number; readonly bytes: Promise<Buffer> } | undefined;
  #unwatchedSinceMs: number | undefined;

  constructor(homeId: string, seq: number) {
    this.homeId = homeId;
    this.replay = new Replay(seq);
  }

  join(client: LiveClient): void {
    this.#clients.add(client);
    this.#unwatchedSinceMs = undefined;
  }

  leave(client: LiveClient, nowMs: number): void {
    if (this.#clients.delete(client) && this.#clients.size === 0) this.#unwatchedSinceMs = nowMs;
  }

  /** How long nobody has looked at it, milliseconds. */
  unwatchedFor(nowMs: number): number {
    return nowMs - (this.#unwatchedSinceMs ?? nowMs);
  }

  /** Sends a frame to all who look at it. @returns how many of them miss it */
  send(frame: Frame, nowMs: number): number {
    this.#version += 1;
    this.replay.add(frame);
    let missed = 0;
    for (const client of this.#clients) {
      client.offer(this.homeId, frame, nowMs);
      if (client.misses(this.homeId)) missed += 1;
    }
    return missed;
  }

  /** The state of the home, made once for all who come between two frames; newer than every frame that was sent. */
  async snapshot(make: () => Promise<Buffer>): Promise<Buffer> {
    for (;;) {
      const version = this.#version;
      if (this.#snapshot?.version !== version) this.#snapshot = { version, bytes: make() };
      const bytes = await this.#snapshot.bytes;
      if (this.#version === version) return bytes;
    }
  }

  /** Whether a node fell silent, or is heard again, since this was last asked. */
  turnedStale(state: NodeState, nowMs: number): boolean {
    const stale = isStale(state, nowMs);
    if (stale === this.#stale.has(state.nodeId)) return false;
    if (stale) this.#stale.add(state.nodeId);
    else this.#stale.delete(state.nodeId);
    return true;
  }
}
