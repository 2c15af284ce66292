/** Time and the one timer of a fleet; passed in, so that a test can own both. */
export interface Clock {
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** Unix time, milliseconds. */
  utcMs(): number;
  /** Calls back once after this many milliseconds; the answer cancels it. */
  timer(delayMs: number, callback: () => void): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  utcMs: () => Date.now(),
  timer(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return () => clearTimeout(handle);
  },
};
