import type { Journal } from "../journal/journal.ts";
import type { Drain } from "./drain.ts";

/** Whether what comes in can be kept. */
export class StorageHealth {
  readonly #journal: Journal;
  readonly #drain: Drain;

  constructor(journal: Journal, drain: Drain) {
    this.#journal = journal;
    this.#drain = drain;
  }

  /** The series store did not take the last write: readings wait in the durable log. */
  get storeFailing(): boolean {
    return this.#drain.failing;
  }

  /** The durable log cannot be written: nothing is acknowledged. */
  get logFailing(): boolean {
    return this.#journal.failing;
  }

  /** Readings in the durable log that are not in the series store yet. */
  get waiting(): number {
    return this.#journal.stats.waiting;
  }

  get failing(): boolean {
    return this.storeFailing || this.logFailing;
  }
}
