/** Readings of a node by which it is told where its schedule is: one that is late is no drift. */
const WINDOW = 5;

/** A node, as its readings tell. */
interface Course {
  lastMs: number;
  /** The readings since its schedule was last looked at. */
  readonly timesMs: number[];
  /** Where in a period it sampled at first, and where it does now: beyond a period when it has moved that far. */
  firstMs: number;
  nowMs: number;
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
    let course = this.#courses.get(node);
    if (course === undefined) {
      course = { lastMs: atMs, timesMs: [], firstMs: Number.NaN, nowMs: Number.NaN };
      this.#courses.set(node, course);
    }
    this.#missed += Math.max(0, Math.round((atMs - course.lastMs) / this.#heartbeatMs) - 1);
    course.lastMs = atMs;
    if (course.timesMs.push(atMs) < WINDOW) return;
    const beginMs = this.#beginMs(course.timesMs.splice(0));
    if (Number.isNaN(course.firstMs)) {
      course.firstMs = beginMs;
      course.nowMs = beginMs;
    } else course.nowMs += this.#nearest(beginMs - course.nowMs);
  }

  /** Nodes that were heard of. */
  get nodes(): number {
    return this.#courses.size;
  }

  /** Of the node that moved most from its first times to its last, either way, ms; it takes ten readings to have moved. */
  get driftMs(): number {
    const drifts = [...this.#courses.values()].map(({ firstMs, nowMs }) => Math.abs(nowMs - firstMs) || 0);
    return Math.max(0, ...drifts);
  }

  /** Readings that should have come between two that did. */
  get missed(): number {
    return this.#missed;
  }

  /** The earliest of some times within a period, which has no end: the one after which the others come soonest. */
  #beginMs(timesMs: readonly number[]): number {
    const behindMs = (beginMs: number): number =>
      timesMs.reduce((sum, atMs) => sum + this.#within(atMs - beginMs), 0);
    const [first = 0, ...others] = timesMs;
    return this.#within(
      others.reduce((best, atMs) => (behindMs(atMs) < behindMs(best) ? atMs : best), first),
    );
  }

  #within(spanMs: number): number {
    return ((spanMs % this.#periodMs) + this.#periodMs) % this.#periodMs;
  }

  /** The way to a place in the period by its shorter side; half a period and back is no way at all. */
  #nearest(spanMs: number): number {
    const restMs = spanMs % this.#periodMs;
    if (restMs > this.#periodMs / 2) return restMs - this.#periodMs;
    return restMs < -this.#periodMs / 2 ? restMs + this.#periodMs : restMs;
  }
}
