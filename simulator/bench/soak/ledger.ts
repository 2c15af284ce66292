/** Messages that were sent and have not arrived, or the reverse; either may be heard of first. */
export class Ledger {
  /** By message: how often it was sent, less how often it arrived. Those that are even are not kept. */
  readonly #open = new Map<string, number>();

  sent(message: string): void {
    this.#add(message, 1);
  }

  arrived(message: string): void {
    this.#add(message, -1);
  }

  /** Sent, and not arrived. */
  get missing(): number {
    return this.#sum((count) => Math.max(0, count));
  }

  /** Arrived, and not sent, or more often than that. */
  get surplus(): number {
    return this.#sum((count) => Math.max(0, -count));
  }

  get isEven(): boolean {
    return this.#open.size === 0;
  }

  #add(message: string, by: 1 | -1): void {
    const count = (this.#open.get(message) ?? 0) + by;
    if (count === 0) this.#open.delete(message);
    else this.#open.set(message, count);
  }

  #sum(of: (count: number) => number): number {
    return [...this.#open.values()].reduce((sum, count) => sum + of(count), 0);
  }
}
