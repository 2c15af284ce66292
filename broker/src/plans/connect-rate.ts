/** Counts connects in a sliding second. Time is passed in. */
export class ConnectRate {
  readonly #times: number[] = [];

  /** Whether one more is within the limit; counts it if so. */
  take(nowMs: number, limit: number): boolean {
    while ((this.#times[0] ?? Number.POSITIVE_INFINITY) <= nowMs - 1000) this.#times.shift();
    if (this.#times.length >= limit) return false;
    this.#times.push(nowMs);
    return true;
  }
}
