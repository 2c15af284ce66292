/** Values below 2^(BITS + 1) µs have a bucket each; above, every power of two is cut into 2^BITS: within 0.8 %. */
const BITS = 7;
const PER_OCTAVE = 1 << BITS;
/** 71 minutes; what is longer is counted as this, and `max` still tells. */
const MAX_US = 0xffff_ffff;
const BUCKETS = (32 - BITS + 1) * PER_OCTAVE;
const US = 1000;

/** A histogram as plain JSON. Times are ms. */
export interface HistogramSnapshot {
  readonly count: number;
  readonly sum: number;
  /** 0 when there is no value. */
  readonly min: number;
  readonly max: number;
  /** Index and count of every bucket that is not empty, in turn. */
  readonly buckets: readonly number[];
}

/**
 * Times, in log-linear buckets as HDR histograms have them, kept within 0.8 %. Recording is an addition in a typed array:
 * no allocation, a few nanoseconds (`make bench-simulator` measures it beside hdr-histogram-js, which is what this would be
 * otherwise). The buckets are made when the first value comes: most runs fill few histograms.
 */
export class Histogram {
  #counts: Float64Array | null = null;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** @param ms a negative one counts as 0 */
  record(ms: number): void {
    this.#counts ??= new Float64Array(BUCKETS);
    const value = ms > 0 ? ms : 0;
    const index = bucketOf(value);
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  snapshot(): HistogramSnapshot {
    const buckets: number[] = [];
    const counts = this.#counts;
    const last = counts === null ? -1 : bucketOf(this.#max);
    for (let index = last < 0 ? 0 : bucketOf(this.#min); index <= last; index++) {
      const count = counts?.[index] as number;
      if (count > 0) buckets.push(index, count);
    }
    return {
      count: this.#count,
      sum: this.#sum,
      min: this.#count === 0 ? 0 : this.#min,
      max: this.#max,
      buckets,
    };
  }
}

function bucketOf(ms: number): number {
  const us = ms * US >= MAX_US ? MAX_US : (ms * US) >>> 0;
  const shift = 31 - BITS - Math.clz32(us);
  return shift <= 0 ? us : shift * PER_OCTAVE + (us >>> shift);
}

/** The highest value that falls into the bucket, ms. */
function topOf(index: number): number {
  const shift = Math.max(0, Math.floor(index / PER_OCTAVE) - 1);
  return (((index - shift * PER_OCTAVE + 1) * 2 ** shift - 1) / US) as number;
}

/** All of them as one. */
export function mergeHistograms(snapshots: readonly HistogramSnapshot[]): HistogramSnapshot {
  const counts = new Map<number, number>();
  const filled = snapshots.filter(({ count }) => count > 0);
  const [only, second] = filled;
  if (only !== undefined && second === undefined) return only;
  for (const { buckets } of filled) {
    for (let at = 0; at < buckets.length; at += 2) {
      const index = buckets[at] as number;
      counts.set(index, (counts.get(index) ?? 0) + (buckets[at + 1] as number));
    }
  }
  return {
    count: filled.reduce((total, { count }) => total + count, 0),
    sum: filled.reduce((total, { sum }) => total + sum, 0),
    min: filled.length === 0 ? 0 : Math.min(...filled.map(({ min }) => min)),
    max: Math.max(0, ...filled.map(({ max }) => max)),
    buckets: [...counts].sort(([a], [b]) => a - b).flat(),
  };
}

/** What was recorded after `before` was taken, of the same histogram; `min` and `max` are those of the buckets. */
export function histogramSince(now: HistogramSnapshot, before: HistogramSnapshot): HistogramSnapshot {
  const counts = new Map<number, number>();
  const each = (buckets: readonly number[], sign: number): void => {
    for (let at = 0; at < buckets.length; at += 2) {
      const index = buckets[at] as number;
      counts.set(index, (counts.get(index) ?? 0) + sign * (buckets[at + 1] as number));
    }
  };
  each(now.buckets, 1);
  each(before.buckets, -1);
  const left = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const last = left.at(-1)?.[0];
  const first = left[0]?.[0];
  return {
    count: now.count - before.count,
    sum: now.sum - before.sum,
    min: first === undefined ? 0 : Math.max(now.min, first === 0 ? 0 : topOf(first - 1)),
    max: last === undefined ? 0 : Math.min(now.max, topOf(last)),
    buckets: left.flat(),
  };
}

/**
 * The value that this share of all values does not exceed, ms; 0 when there is none.
 * @param percent from 0 to 100
 */
export function percentile(snapshot: HistogramSnapshot, percent: number): number {
  const { count, min, max, buckets } = snapshot;
  if (count === 0) return 0;
  const wanted = Math.max(1, Math.ceil((percent / 100) * count));
  let seen = 0;
  for (let at = 0; at < buckets.length; at += 2) {
    seen += buckets[at + 1] as number;
    if (seen >= wanted) return Math.min(max, Math.max(min, topOf(buckets[at] as number)));
  }
  return max;
}
