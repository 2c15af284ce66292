/**
 * Readings of a node at the beginning, and at the end, of which the earliest tells where its schedule is: a sample is never
 * early, and late whenever this machine is busy.
 */
const WINDOW = 5;

interface Course {
  lastMs: number;
  /** How much later its last sample was than its first one intended, ms. */
  offsetMs: number;
  readonly first: number[];
  readonly last: number[];
}

/**
 * When nodes sampled, held against when they should have: a node samples at its first time and every period after it.
 * Times are those in its readings.
 */
export class Schedule {
  readonly #periodMs: number;
  readonly #heartbeatMs: number;
  readonly #courses = new Map<string, Course>();
  #missed = 0;

  /**
   * @param periodMs from one sample to the next
   * @param heartbeatMs from one reading of a metric to the next, at most
   */
  constructor(periodMs: number, heartbeatMs: number) {
    this.#periodMs = periodMs;
    this.#heartbeatMs = heartbeatMs;
  }

  /** A reading of one metric of a node. */
  sampled(node: string, atMs: number): void {
    const course = this.#courses.get(node);
    if (course === undefined) {
      this.#courses.set(node, { lastMs: atMs, offsetMs: 0, first: [0], last: [0] });
      return;
    }
    const spanMs = atMs - course.lastMs;
    // Step by step, so that a drift of more than half a period is not taken for one the other way.
    course.offsetMs += spanMs - Math.round(spanMs / this.#periodMs) * this.#periodMs;
    course.lastMs = atMs;
    if (course.first.length < WINDOW) course.first.push(course.offsetMs);
    course.last.push(course.offsetMs);
    if (course.last.length > WINDOW) course.last.shift();
    this.#missed += Math.max(0, Math.round(spanMs / this.#heartbeatMs) - 1);
  }

  get nodes(): number {
    return this.#courses.size;
  }

  /** Of the node that moved most from its first times to its last, either way, ms. */
  get driftMs(): number {
    const drifts = [...this.#courses.values()].map(({ first, last }) =>
      Math.abs(Math.min(...last) - Math.min(...first)),
    );
    return Math.max(0, ...drifts);
  }

  /** Readings that should have come between two that did. */
  get missed(): number {
    return this.#missed;
  }
}
