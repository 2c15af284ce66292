import type { Logger } from "pino";
import type { Position } from "../journal/format.ts";
import type { Clock } from "../time/clock.ts";
import type { MemoryState } from "./memory-state.ts";
import type { StateArchive } from "./state-archive.ts";

export interface StateKeeperParts {
  readonly state: MemoryState;
  readonly archive: StateArchive;
  /** The end of the durable log, and what is told that all before is kept. */
  readonly journal: { readonly end: Position; commitState(position: Position): void };
  readonly clock: Clock;
  readonly log: Logger;
}

const PERIOD_MS = 1_000;
/** The state is written for at most one part in so many of the time, however many nodes there are. */
const MAX_SHARE = 20;
const MAX_RETRY_MS = 30_000;
const NODES_A_SAVE = 1_000;

export interface StateStats {
  /** Nodes whose state is newer than what is kept of it. */
  readonly stateOwed: number;
  readonly stateFailures: number;
}

/**
 * Keeps the state of nodes in an archive, a moment behind. What is owed is a set of nodes: it does not grow with the
 * time that an archive is down.
 */
export class StateKeeper {
  readonly #parts: StateKeeperParts;
  #loaded = false;
  #failuresInRow = 0;
  #failures = 0;
  #cancelTimer: (() => void) | undefined;
  #saving: Promise<void> | undefined;
  #closed = false;

  constructor(parts: StateKeeperParts) {
    this.#parts = parts;
  }

  get stats(): StateStats {
    return { stateOwed: this.#parts.state.owed, stateFailures: this.#failures };
  }

  get failing(): boolean {
    return this.#failuresInRow > 0;
  }

  /**
   * Loads what is kept, if it can be reached, and goes on keeping.
   * @param replay adds what the durable log has beyond that
   */
  async start(replay: () => Promise<void>): Promise<void> {
    await this.#try(() => this.#load());
    await replay();
    this.#schedule(PERIOD_MS);
  }

  /** Keeps what is owed; resolves when that is done or has failed. */
  save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#saving;
    await this.save();
    await this.#parts.archive.close();
  }

  async #save(): Promise<void> {
    const { journal } = this.#parts;
    const { end } = journal;
    await this.#try(async () => {
      if (!this.#loaded) await this.#load();
      await this.#saveAll();
      journal.commitState(end);
    });
  }

  async #load(): Promise<void> {
    const { state, archive } = this.#parts;
    state.restore(await archive.load());
    this.#loaded = true;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    const { log } = this.#parts;
    try {
      await work();
      if (this.failing) log.info("the state of nodes is kept again");
      this.#failuresInRow = 0;
    } catch (error) {
      if (!this.failing) {
        log.error({ err: error }, `the state of nodes cannot be kept now: ${(error as Error).message}`);
      }
      this.#failures += 1;
      this.#failuresInRow += 1;
    }
  }

  async #saveAll(): Promise<void> {
    const { state, archive } = this.#parts;
    const { changed, forgotten } = state.takeOwed();
    try {
      if (forgotten.length > 0) await archive.remove(forgotten);
      for (let at = 0; at < changed.length; at += NODES_A_SAVE) {
        await archive.save(changed.slice(at, at + NODES_A_SAVE));
      }
    } catch (error) {
      state.oweAgain(changed, forgotten);
      throw error;
    }
  }

  #schedule(delayMs: number): void {
    const { clock } = this.#parts;
    this.#cancelTimer = clock.after(delayMs, () => {
      const startMs = clock.now();
      void this.save().then(() => {
        if (this.#closed) return;
        const tookMs = clock.now() - startMs;
        const retryMs = this.failing ? Math.min(PERIOD_MS * 2 ** this.#failuresInRow, MAX_RETRY_MS) : 0;
        this.#schedule(Math.max(PERIOD_MS, tookMs * MAX_SHARE, retryMs));
      });
    });
  }
}
