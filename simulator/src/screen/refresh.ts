/** Refreshes are this far apart at least, ms: nobody reads faster. */
export const FASTEST_MS = 1000;
/**
 * And at most: a fleet that takes next to nothing has a screen that is alive, though it then costs more than its share, one
 * frame in this time.
 */
export const SLOWEST_MS = 5000;
/** Of what the rest of the process takes. Issue 4 asks for less than 5 %; what a frame leaves to be collected is in neither. */
const SHARE = 0.025;

/**
 * Decides when the screen is drawn anew: once the rest of the process has taken so much CPU that what was drawn last is a small
 * share of it. Time, and CPU time of the whole process, are passed in, ms.
 */
export class Refresh {
  #drawnMs = Number.NEGATIVE_INFINITY;
  #drawnCpuMs = 0;
  /** CPU of the frames since the last refresh: that of the keys pressed in between as well. */
  #owedMs = 0;
  #spentMs = 0;

  /** CPU of all frames, ms. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** Whether to draw now. */
  isDue(nowMs: number, cpuMs: number): boolean {
    const sinceMs = nowMs - this.#drawnMs;
    if (sinceMs < FASTEST_MS) return false;
    return sinceMs >= SLOWEST_MS || this.#owedMs <= SHARE * (cpuMs - this.#drawnCpuMs);
  }

  /**
   * A frame was drawn.
   * @param beforeCpuMs CPU of the process before it; `cpuMs` after it
   * @param asked by a key: it comes beside the refreshes and is paid off with them
   */
  drawn(nowMs: number, beforeCpuMs: number, cpuMs: number, asked: boolean): void {
    const costMs = cpuMs - beforeCpuMs;
    this.#spentMs += costMs;
    if (asked) {
      this.#owedMs += costMs;
      // It is no work of the rest that would pay for it.
      this.#drawnCpuMs += costMs;
      return;
    }
    this.#owedMs = costMs;
    this.#drawnMs = nowMs;
    this.#drawnCpuMs = cpuMs;
  }
}
