import { presentEvent, presentNode } from "../api/present.ts";
import type { Access } from "../auth/access.ts";
import type { Directory } from "../registry/directory.ts";
import type { RegistryChange } from "../registry/registry.ts";
import type { NodeAddress } from "../state/node-state.ts";
import { newRecord } from "../state/rules.ts";
import type { StateChange } from "../state/state-store.ts";
import type { Clock } from "../time/clock.ts";
import type { BridgeEvent, Events } from "./events.ts";
import { HomeStream } from "./home-stream.ts";
import { CLOSE, type LiveClient, NOT_YET } from "./live-client.ts";

/** Changes are collected for this long before they are sent, milliseconds: a node's metrics come one by one. */
const COLLECT_MS = 100;
/** How often clients are looked after, milliseconds. */
const TICK_MS = 1_000;
/** A sign of life this often, ticks; a client that does not answer until the next is gone. */
const HEARTBEAT_TICKS = 25;
/** A client that misses changes for this long is sent away, milliseconds. */
const MAX_BEHIND_MS = 60_000;
/** A home that nobody looks at any more is remembered this long for those who come back, milliseconds. */
const LINGER_MS = 60_000;

export interface HubParts {
  readonly directory: Directory;
  readonly events: Events;
  /** Whether a token still is good. */
  readonly stillHolds: (access: Access) => Promise<boolean>;
  readonly clock: Clock;
}

/** Where a client was when it lost its connection. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** Tells live clients what changes: each change is serialised once a home, not once a client. */
export class LiveHub {
  readonly #parts: HubParts;
  readonly #streams = new Map<string, HomeStream>();
  readonly #clients = new Map<LiveClient, readonly string[] | "*">();
  /** Homes with changes that are not sent yet. */
  readonly #changed = new Set<HomeStream>();
  #seq = 0;
  #missedFrames = 0;
  #ticks = 0;
  #cancelFlush: (() => void) | undefined;
  #cancelTick: (() => void) | undefined;

  constructor(parts: HubParts) {
    this.#parts = parts;
    parts.events.onEvent((event) => this.#event(event));
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Frames that slow clients missed, since the start. */
  get missedFrames(): number {
    return this.#missedFrames;
  }

  /** Bytes of frames that are kept for those who come back. */
  get replayBytes(): number {
    return [...this.#streams.values()].reduce((sum, { replay }) => sum + replay.bytes, 0);
  }

  clientsOf(tokenId: string): number {
    return [...this.#clients.keys()].filter(({ access }) => access.tokenId === tokenId).length;
  }

  /** Takes a client in: what it missed since the cursor, or a snapshot of each home; then everything that changes. */
  async join(client: LiveClient, homes: readonly string[] | "*", since: Cursor | undefined): Promise<void> {
    const { directory, events } = this.#parts;
    this.#clients.set(client, homes);
    const known = homes === "*" ? (await directory.homes()).map(({ homeId }) => homeId) : homes;
    // It may have left meanwhile.
    if (!this.#clients.has(client)) return;
    this.#cancelTick ??= this.#parts.clock.after(TICK_MS, () => this.#tick());
    client.send(this.#text({ type: "hello", heartbeat_s: (HEARTBEAT_TICKS * TICK_MS) / 1_000 }));
    const seq = since?.epoch === events.epoch ? since.seq : undefined;
    for (const homeId of known) this.#subscribe(client, homeId, seq);
    await this.#catchUp(client);
  }

  leave(client: LiveClient): void {
    this.#clients.delete(client);
    for (const stream of this.#streams.values()) stream.leave(client, this.#parts.clock.now());
  }

  onStateChange(change: StateChange): void {
    const stream = this.#streamFor(change.state.homeId);
    if (stream === undefined) return;
    stream.changes.note(change);
    this.#schedule(stream);
  }

  async onRegistryChange({ node, kind }: RegistryChange): Promise<void> {
    if (kind === "removed") return;
    const stream = this.#streamFor(node.homeId);
    const known = await this.#parts.directory.node(node);
    if (stream === undefined || known === undefined) return;
    stream.changes.note({ field: "name", state: known.state });
    this.#schedule(stream);
  }

  onRemoved(node: NodeAddress): void {
    const stream = this.#streamFor(node.homeId);
    if (stream === undefined) return;
    stream.changes.note({ field: "removed", state: newRecord(node, 0) });
    this.#schedule(stream);
  }

  close(): void {
    this.#cancelFlush?.();
    this.#cancelTick?.();
    for (const client of this.#clients.keys()) client.close(CLOSE.goingAway, "the bridge is ending");
    this.#clients.clear();
    this.#streams.clear();
  }

  /** The stream of a home that someone looks at, or looked at a moment ago. */
  #streamFor(homeId: string): HomeStream | undefined {
    const known = this.#streams.get(homeId);
    if (known !== undefined) return known;
    // A home that was not there when they came.
    const all = [...this.#clients].filter(([, homes]) => homes === "*");
    for (const [client] of all) {
      this.#subscribe(client, homeId, undefined);
      void this.#catchUp(client);
    }
    return this.#streams.get(homeId);
  }

  #subscribe(client: LiveClient, homeId: string, seq: number | undefined): void {
    const stream = this.#streams.get(homeId) ?? new HomeStream(homeId, this.#seq);
    this.#streams.set(homeId, stream);
    const missed = seq === undefined ? undefined : stream.replay.after(seq);
    stream.join(client);
    if (missed === undefined) client.behind.set(homeId, NOT_YET);
    else for (const { bytes } of missed) client.send(bytes);
  }

  /** Sends snapshots of the homes of which a client does not have everything. */
  async #catchUp(client: LiveClient): Promise<void> {
    for (const homeId of [...client.behind.keys()]) {
      const stream = this.#streams.get(homeId);
      if (stream === undefined) continue;
      if (!client.canCatchUp) return;
      const snapshot = await stream.snapshot(() => this.#snapshot(homeId));
      const missed = client.behind.get(homeId);
      if (missed === undefined || !this.#clients.has(client)) continue;
      if (missed > 0) client.send(this.#text({ type: "missed", home_id: homeId, frames: missed }));
      client.send(snapshot);
      client.caughtUp(homeId);
    }
  }

  async #snapshot(homeId: string): Promise<Buffer> {
    const { directory, clock } = this.#parts;
    const nodes = await directory.nodes(homeId);
    const now = clock.now();
    const presented = nodes.map((node) => presentNode(node, now));
    return Buffer.from(this.#text({ type: "snapshot", home_id: homeId, nodes: presented }));
  }

  #schedule(stream: HomeStream): void {
    this.#changed.add(stream);
    this.#cancelFlush ??= this.#parts.clock.after(COLLECT_MS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush = undefined;
    const streams = [...this.#changed];
    this.#changed.clear();
    const { directory, clock } = this.#parts;
    for (const stream of streams) {
      const { homeId } = stream;
      const nodes = stream.changes.take(clock.now(), (nodeId) => directory.nameOf({ homeId, nodeId }));
      if (nodes.length > 0) this.#broadcast(stream, { type: "changes", home_id: homeId, nodes });
    }
  }

  #event(event: BridgeEvent): void {
    const { events } = this.#parts;
    const message = { type: "event", event: presentEvent(event, events.epoch) };
    if (event.homeId === undefined) {
      // Told to all, and not again to those who come back: the next one says how it is.
      const text = this.#text(message);
      for (const client of this.#clients.keys()) if (client.canCatchUp) client.send(text);
      return;
    }
    const stream = this.#streamFor(event.homeId);
    if (stream !== undefined) this.#broadcast(stream, message);
  }

  #broadcast(stream: HomeStream, message: object): void {
    this.#seq += 1;
    const frame = { seq: this.#seq, bytes: Buffer.from(this.#text(message)) };
    this.#missedFrames += stream.send(frame, this.#parts.clock.now());
  }

  /** A message with the cursor at which it stands. */
  #text(message: object): string {
    return JSON.stringify({ ...message, cursor: `${this.#parts.events.epoch}.${this.#seq}` });
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    this.#ticks += 1;
    const heartbeat = this.#ticks % HEARTBEAT_TICKS === 0 ? this.#text({ type: "heartbeat" }) : undefined;
    for (const client of this.#clients.keys()) {
      if (now >= client.access.expiresMs) client.close(CLOSE.expired, "the token is expired: get a new one");
      else if (now - (client.behindSinceMs ?? now) > MAX_BEHIND_MS) client.close(CLOSE.tooSlow, "too slow");
      else if (client.behind.size > 0) void this.#catchUp(client);
      if (heartbeat !== undefined) void this.#beat(client, heartbeat);
    }
    if (heartbeat !== undefined) void this.#noteStale();
    for (const [homeId, stream] of this.#streams) {
      if (stream.unwatchedFor(now) > LINGER_MS) this.#streams.delete(homeId);
    }
    const needed = this.#clients.size > 0 || this.#streams.size > 0;
    this.#cancelTick = needed ? this.#parts.clock.after(TICK_MS, () => this.#tick()) : undefined;
  }

  async #beat(client: LiveClient, heartbeat: string): Promise<void> {
    if (!client.ping()) {
      client.cut();
      return;
    }
    if (client.canCatchUp) client.send(heartbeat);
    if (!(await this.#parts.stillHolds(client.access))) client.close(CLOSE.revoked, "the token is revoked");
  }

  /** A node that falls silent sends nothing that would tell so. */
  async #noteStale(): Promise<void> {
    const { directory, clock } = this.#parts;
    for (const stream of this.#streams.values()) {
      for (const { state } of await directory.nodes(stream.homeId)) {
        if (stream.turnedStale(state, clock.now())) {
          stream.changes.note({ field: "name", state });
          this.#schedule(stream);
        }
      }
    }
  }
}
