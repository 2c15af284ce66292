import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";

/** Commands that were sent and not answered, in the order in which they were due. */
export class Pending {
  readonly #timeoutMs: number;
  readonly #metrics: Metrics;
  readonly #dueMs = new Map<string, number>();
  #onEmpty: (() => void) | null = null;

  constructor(timeoutMs: number, metrics: Metrics) {
    this.#timeoutMs = timeoutMs;
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#dueMs.size;
  }

  add(requestId: string, dueMs: number): void {
    this.#dueMs.set(requestId, dueMs);
  }

  /** Counts an answer; one that nobody waits for is another's, or came too late. */
  answer(requestId: string, error: string | undefined, nowMs: number): void {
    const dueMs = this.#dueMs.get(requestId);
    if (dueMs === undefined) return;
    this.#dueMs.delete(requestId);
    this.#metrics.count("command.answered");
    if (error !== undefined) {
      this.#metrics.count("command.refused");
      this.#metrics.fail(`command.${error}`);
    }
    this.#metrics.record("command.rtt", nowMs - dueMs);
    this.#tellIfEmpty();
  }

  /** Counts as lost what has waited too long. */
  expire(nowMs: number): void {
    // The map keeps the order of insertion, which is that of the due times.
    for (const [requestId, dueMs] of this.#dueMs) {
      if (nowMs - dueMs < this.#timeoutMs) break;
      this.#dueMs.delete(requestId);
      this.#metrics.count("command.lost");
    }
    this.#tellIfEmpty();
  }

  /** Resolves when all are answered; those that are not within the time-out are lost. */
  settled(clock: Clock): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.timer(this.#timeoutMs, () => {
        this.expire(Number.POSITIVE_INFINITY);
      });
      this.#onEmpty = () => {
        cancel();
        resolve();
      };
    });
  }

  #tellIfEmpty(): void {
    if (this.size === 0) this.#onEmpty?.();
  }
}
