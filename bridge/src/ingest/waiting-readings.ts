import type { Series } from "../series/series-names.ts";
import type { Reading } from "../series/series-store.ts";

interface Waiting extends Reading {
  readonly arrivalMs: number;
}

/** A reading that waited longer than this for the disk is outdated, milliseconds. */
const MAX_AGE_MS = 60_000;
const MAX_WAITING = 50_000;

/**
 * Readings of QoS 0 that cannot be logged, as the disk is full: the only queue of the bridge that is not on disk. What
 * has waited too long in it is dropped (REQ-004, "Message queuing"), a series at a time, oldest first. A late reading
 * from a node's own buffer is not outdated: what counts is how long it waited here.
 */
export class WaitingReadings {
  readonly #series = new Map<Series, Waiting[]>();
  #length = 0;
  #dropped = 0;

  get length(): number {
    return this.#length;
  }

  /** Readings that were dropped because they had waited too long, or were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  add(reading: Reading, arrivalMs: number): void {
    const queue = this.#series.get(reading.series) ?? [];
    this.#series.set(reading.series, queue);
    queue.push({ ...reading, arrivalMs });
    this.#length += 1;
    this.#dropOutdated(queue, arrivalMs);
    // Over the bound a series pays with its own oldest, so that a chatty node does not push out the others.
    if (this.#length > MAX_WAITING && queue.length > 0) this.#drop(queue, 1);
  }

  /** Hands over what is not outdated, and forgets all. */
  take(nowMs: number, handle: (reading: Reading) => void): void {
    for (const queue of this.#series.values()) {
      this.#dropOutdated(queue, nowMs);
      for (const reading of queue) handle(reading);
    }
    this.#series.clear();
    this.#length = 0;
  }

  #dropOutdated(queue: Waiting[], nowMs: number): void {
    const fresh = queue.findIndex(({ arrivalMs }) => nowMs - arrivalMs <= MAX_AGE_MS);
    this.#drop(queue, fresh < 0 ? queue.length : fresh);
  }

  #drop(queue: Waiting[], count: number): void {
    queue.splice(0, count);
    this.#length -= count;
    this.#dropped += count;
  }
}
