import type { Clock } from "../time/clock.ts";

/** Messages that may wait unread; an update's progress is outdated by the next one. */
const MAX_UNREAD = 16;

/** Hands messages, in order, to the one who waits for them. */
export class Mailbox<T> {
  readonly #unread: T[] = [];
  #reader: ((message: T) => void) | undefined;

  put(message: T): void {
    if (this.#reader !== undefined) {
      this.#reader(message);
      return;
    }
    this.#unread.push(message);
    if (this.#unread.length > MAX_UNREAD) this.#unread.shift();
  }

  /** The next message, or undefined when none came within `ms` milliseconds. One may wait at a time. */
  take(clock: Clock, ms: number): Promise<T | undefined> {
    if (this.#unread.length > 0) return Promise.resolve(this.#unread.shift());
    return new Promise((resolve) => {
      const finish = (message: T | undefined): void => {
        this.#reader = undefined;
        cancel();
        resolve(message);
      };
      const cancel = clock.after(ms, () => finish(undefined));
      this.#reader = finish;
    });
  }
}
