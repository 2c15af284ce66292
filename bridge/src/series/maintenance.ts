import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";
import type { SeriesStore } from "./series-store.ts";

const PERIOD_MS = 3_600_000;

/** Has the store do its housekeeping, once an hour. */
export class Maintenance {
  readonly #store: SeriesStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  #cancelTimer: () => void;

  constructor(store: SeriesStore, clock: Clock, log: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#cancelTimer = clock.after(PERIOD_MS, () => void this.#run());
  }

  stop(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
  }

  async #run(): Promise<void> {
    this.#cancelTimer = this.#clock.after(PERIOD_MS, () => void this.#run());
    try {
      await this.#store.maintain?.(this.#clock.now());
    } catch (error) {
      this.#log.error({ err: error }, "old readings could not be removed; it is tried again in an hour");
    }
  }
}
