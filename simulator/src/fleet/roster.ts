/** It was switched on, and its first connect since is not decided yet. */
const OPENING = 1;
/** It has had a session. */
const SEEN = 2;
/** It has one now. */
const ONLINE = 4;
/** It is switched on: it runs, or boots. */
const ON = 8;
/** It was switched on some time. */
const STARTED = 16;

/** Which nodes of a thread are on and have a session, and how many. One byte a node; its methods are on hot paths. */
export class Roster {
  /** By node: the bits above. */
  readonly #flags: Uint8Array;
  /** Nodes that were switched on some time. */
  started = 0;
  on = 0;
  connected = 0;
  /** At the same time. */
  mostConnected = 0;

  constructor(nodes: number) {
    this.#flags = new Uint8Array(nodes);
  }

  isOn(index: number): boolean {
    return this.#has(index, ON);
  }

  /** Whether it has had a session. */
  wasSeen(index: number): boolean {
    return this.#has(index, SEEN);
  }

  /** Its first connect is to be waited for. */
  opens(index: number): void {
    this.#set(index, OPENING);
  }

  /** Its first connect is decided, one way or the other. @returns whether it was waited for */
  settles(index: number): boolean {
    return this.#clear(index, OPENING);
  }

  switchedOn(index: number): void {
    if (this.isOn(index)) return;
    this.on++;
    if (!this.#has(index, STARTED)) this.started++;
    this.#set(index, ON | STARTED);
  }

  /** @returns whether it was on */
  switchedOff(index: number): boolean {
    if (!this.#clear(index, ON)) return false;
    this.on--;
    return true;
  }

  /** It has a session. @returns whether it has had one before */
  connects(index: number): boolean {
    const again = this.wasSeen(index);
    this.#set(index, SEEN | ONLINE);
    this.connected++;
    this.mostConnected = Math.max(this.mostConnected, this.connected);
    return again;
  }

  /** @returns whether it had a session */
  disconnects(index: number): boolean {
    if (!this.#clear(index, ONLINE)) return false;
    this.connected--;
    return true;
  }

  /** Nobody has a session any more. */
  disconnectAll(): void {
    this.connected = 0;
  }

  #has(index: number, bits: number): boolean {
    return ((this.#flags[index] as number) & bits) !== 0;
  }

  #set(index: number, bits: number): void {
    this.#flags[index] = (this.#flags[index] as number) | bits;
  }

  /** @returns whether any was set */
  #clear(index: number, bits: number): boolean {
    const had = this.#has(index, bits);
    this.#flags[index] = (this.#flags[index] as number) & ~bits;
    return had;
  }
}
