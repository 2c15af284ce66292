/** A well-mixed 32-bit hash of two numbers (the finaliser of MurmurHash3). */
export function hash(seed: number, value: number): number {
  let h = (seed ^ Math.imul(value, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) that always is the same for the same arguments. */
export const uniform = (seed: number, value: number): number => hash(seed, value) / 0x1_0000_0000;

/** A number in [-1, 1) that wanders smoothly over time, with a new direction every `periodMs`. */
export function wander(seed: number, timeMs: number, periodMs: number): number {
  const position = timeMs / periodMs;
  const step = Math.floor(position);
  const from = uniform(seed, step);
  const to = uniform(seed, step + 1);
  const share = position - step;
  const eased = share * share * (3 - 2 * share);
  return 2 * (from + (to - from) * eased) - 1;
}
