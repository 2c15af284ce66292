import type { Journal } from "../journal/journal.ts";
import type { Reading } from "../series/series-store.ts";
import type { Clock } from "../time/clock.ts";
import { WaitingReadings } from "./waiting-readings.ts";

export interface JournalGateParts {
  readonly journal: Journal;
  /** Told when there is more in the journal. */
  readonly onLogged: () => void;
  readonly clock: Clock;
}

/** What nobody waits for is written with what comes within this time, milliseconds: a write a message costs too much. */
const MAX_DELAY_MS = 20;
/** ... or when it is so many bytes. */
const MAX_PENDING_BYTES = 64 * 1024;
/** How often a full disk is tried again, milliseconds. */
const RETRY_MS = 1_000;

/** Between the messages and the durable log: decides when it is written, and who is told that it was. */
export class JournalGate {
  readonly #journal: Journal;
  readonly #onLogged: () => void;
  readonly #clock: Clock;
  readonly #waiting = new WaitingReadings();
  /** Of groups that wait for the disk. */
  #held: (() => void)[] = [];
  #owes = false;
  #refused = false;
  #cancelTimer: (() => void) | undefined;

  constructor({ journal, onLogged, clock }: JournalGateParts) {
    this.#journal = journal;
    this.#onLogged = onLogged;
    this.#clock = clock;
  }

  /** Readings that were dropped as they had waited too long for the disk. */
  get outdated(): number {
    return this.#waiting.dropped;
  }

  /** The group holds something that the sender waits for. */
  owe(): void {
    this.#owes = true;
  }

  addReading(reading: Reading, arrivalMs: number, qos: 0 | 1): void {
    const { series, timeMs, value, quality } = reading;
    if (!this.#journal.failing) this.#journal.addReading(series, timeMs, value, quality);
    else if (qos === 0) this.#waiting.add(reading, arrivalMs);
    else if (this.#journal.isFull) this.#refused = true;
    else this.#journal.addReading(series, timeMs, value, quality);
  }

  addMessage(topic: string, payload: Uint8Array, retained: boolean): void {
    if (this.#journal.failing && this.#journal.isFull) this.#refused = true;
    else this.#journal.addMessage(topic, payload, retained);
  }

  endGroup(acknowledge: () => void): boolean {
    const { owes, refused } = { owes: this.#owes, refused: this.#refused };
    this.#owes = false;
    this.#refused = false;
    if (!owes) {
      if (this.#journal.pendingBytes > MAX_PENDING_BYTES && !this.#journal.failing) this.#flush();
      else if (this.#journal.pendingBytes > 0)
        this.#flushAfter(this.#journal.failing ? RETRY_MS : MAX_DELAY_MS);
      acknowledge();
      return true;
    }
    if (refused) return false;
    if (!this.#journal.failing && this.#flush()) acknowledge();
    else {
      this.#held.push(acknowledge);
      this.#flushAfter(RETRY_MS);
    }
    return true;
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#flush();
  }

  #flushAfter(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      if (!this.#flush()) this.#flushAfter(RETRY_MS);
    });
  }

  /** @returns whether everything is written */
  #flush(): boolean {
    if (!this.#journal.flush()) return false;
    if (this.#waiting.length > 0) {
      this.#waiting.take(this.#clock.now(), ({ series, timeMs, value, quality }) =>
        this.#journal.addReading(series, timeMs, value, quality),
      );
      // What does not go in now stays in the journal's memory, for the next try.
      this.#journal.flush();
    }
    const held = this.#held;
    this.#held = [];
    for (const acknowledge of held) acknowledge();
    this.#onLogged();
    return true;
  }
}
