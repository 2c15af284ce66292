/** A planned absence waits 5 s for its PUBACK and 1 s for the end of its connection: after this the node is off for certain. */
const REST_MS = 7000;

const OUT = 0;
const QUEUED = 1;
const TAKEN = 2;

/** The places of a fleet that visits can take, those that have been empty for longest first. */
export class PlaceQueue {
  readonly #state: Uint8Array;
  /** By place: when it can be taken, ms. */
  readonly #freeMs: Float64Array;
  /** A ring of the queued ones. */
  readonly #ring: Int32Array;
  #head = 0;
  #size = 0;

  constructor(places: number) {
    this.#state = new Uint8Array(places);
    this.#freeMs = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
    this.#ring = new Int32Array(places);
  }

  /**
   * Queues all places from this one on that are neither queued nor taken.
   * @param isFresh whether a place was never used; the others may be in use still, and rest first
   */
  open(from: number, nowMs: number, isFresh: (place: number) => boolean): void {
    const places = Array.from({ length: this.#state.length - from }, (_, index) => from + index);
    const out = places.filter((place) => this.#state[place] === OUT);
    for (const place of out.filter(isFresh).reverse()) this.#pushFirst(place);
    for (const place of out) if (!isFresh(place)) this.giveBack(place, nowMs);
  }

  /**
   * @param from places before it are not for visits any more
   * @returns undefined when none is free
   */
  take(nowMs: number, from: number): number | undefined {
    while (this.#size > 0) {
      const place = this.#ring[this.#head] as number;
      const isOut = place < from;
      if (!isOut && (this.#freeMs[place] as number) > nowMs) return undefined;
      this.#head = (this.#head + 1) % this.#ring.length;
      this.#size--;
      this.#state[place] = isOut ? OUT : TAKEN;
      if (!isOut) return place;
    }
    return undefined;
  }

  /** Its visit is over: it can be taken again after a rest. */
  giveBack(place: number, nowMs: number): void {
    this.#freeMs[place] = nowMs + REST_MS;
    this.#push(place);
  }

  /** It is not for visits any more. */
  forget(place: number): void {
    this.#state[place] = OUT;
  }

  #pushFirst(place: number): void {
    this.#state[place] = QUEUED;
    this.#head = (this.#head + this.#ring.length - 1) % this.#ring.length;
    this.#ring[this.#head] = place;
    this.#size++;
  }

  #push(place: number): void {
    this.#state[place] = QUEUED;
    this.#ring[(this.#head + this.#size) % this.#ring.length] = place;
    this.#size++;
  }
}
