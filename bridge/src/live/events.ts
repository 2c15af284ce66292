import { randomBytes } from "node:crypto";
import type { Clock } from "../time/clock.ts";

/** Something that happened, which apps may show. */
export interface BridgeEvent {
  /** Grows by one at each event. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly type: EventType;
  /** Whose it is; undefined for one that concerns all homes. */
  readonly homeId?: string | undefined;
  readonly nodeId?: string | undefined;
  /** For people. Holds no secret. */
  readonly message: string;
}

export const EVENT_TYPES = [
  "broker.connecting",
  "broker.connected",
  "broker.disconnected",
  "broker.error",
  "node.online",
  "node.offline",
  "node.added",
  "node.renamed",
  "node.removed",
  "node.identity_conflict",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Events that are remembered. */
const MAX_EVENTS = 5_000;

/** The recent events of this process, to be read from a cursor on. */
export class Events {
  /** Of this process: a cursor of another one means nothing here. */
  readonly epoch = randomBytes(4).toString("hex");
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: BridgeEvent) => void>();
  readonly #max: number;
  #events: BridgeEvent[] = [];
  #seq = 0;

  constructor(clock: Clock, max = MAX_EVENTS) {
    this.#clock = clock;
    this.#max = max;
  }

  /** The number of the latest event. */
  get seq(): number {
    return this.#seq;
  }

  add(event: Omit<BridgeEvent, "seq" | "timeMs">): void {
    this.#seq += 1;
    const complete = { seq: this.#seq, timeMs: this.#clock.now(), ...event };
    this.#events.push(complete);
    // A tenth at a time: shifting an array this long for each event would cost more than the event.
    if (this.#events.length > this.#max * 1.1) this.#events = this.#events.slice(-this.#max);
    for (const listener of this.#listeners) listener(complete);
  }

  /**
   * Events after a number, oldest first.
   * @returns also whether some were forgotten in between
   */
  after(seq: number, mayRead: (event: BridgeEvent) => boolean, limit: number): EventPage {
    const missed = seq + 1 < (this.#events[0]?.seq ?? seq + 1);
    const events: BridgeEvent[] = [];
    for (const event of this.#events) {
      if (event.seq <= seq || !mayRead(event)) continue;
      if (events.length === limit) return { events, missed, next: events.at(-1)?.seq ?? seq };
      events.push(event);
    }
    return { events, missed, next: this.#seq };
  }

  /** The latest events, oldest first. */
  latest(mayRead: (event: BridgeEvent) => boolean, limit: number): readonly BridgeEvent[] {
    return this.#events.filter(mayRead).slice(-limit);
  }

  /** @returns stops the calls */
  onEvent(listener: (event: BridgeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface EventPage {
  readonly events: readonly BridgeEvent[];
  readonly missed: boolean;
  /** Read on from here. */
  readonly next: number;
}
