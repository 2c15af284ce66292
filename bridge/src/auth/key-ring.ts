import { stat } from "node:fs/promises";
import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";
import { loadSigningKeys, type SigningKeys } from "./signing-keys.ts";

/** The file is looked at again at most this often, milliseconds: a rotation applies within it. */
const CHECK_MS = 1_000;

/** The signing keys of a bridge that runs, following the file that `homesync-bridge keys` changes. */
export class KeyRing {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Logger | undefined;
  #keys: SigningKeys;
  #stamp: string;
  #checkedMs: number;
  #checking: Promise<void> | undefined;

  private constructor(file: string, keys: SigningKeys, stamp: string, clock: Clock, log: Logger | undefined) {
    this.#file = file;
    this.#keys = keys;
    this.#stamp = stamp;
    this.#clock = clock;
    this.#log = log;
    this.#checkedMs = clock.now();
  }

  /** @throws StartError when the file is damaged, or others of this machine can read it */
  static async open(file: string, clock: Clock, log?: Logger): Promise<KeyRing> {
    const keys = await loadSigningKeys(file);
    return new KeyRing(file, keys, await stampOf(file), clock, log);
  }

  /** The keys as the file has them, or had them within the last second. */
  async keys(): Promise<SigningKeys> {
    const now = this.#clock.now();
    if (Math.abs(now - this.#checkedMs) >= CHECK_MS) {
      this.#checkedMs = now;
      this.#checking ??= this.#reload().finally(() => {
        this.#checking = undefined;
      });
    }
    await this.#checking;
    return this.#keys;
  }

  async #reload(): Promise<void> {
    try {
      const stamp = await stampOf(this.#file);
      if (stamp === this.#stamp) return;
      this.#keys = await loadSigningKeys(this.#file);
      this.#stamp = stamp;
      this.#log?.info({ current: this.#keys.current, count: this.#keys.byId.size }, "signing keys changed");
    } catch (error) {
      // Better the keys that were good a second ago than an API that answers nobody.
      this.#log?.error(
        { err: error },
        "the signing keys cannot be read again: the ones before stay in force",
      );
    }
  }
}

async function stampOf(file: string): Promise<string> {
  const { ino, mtimeMs, size } = await stat(file);
  return `${ino} ${mtimeMs} ${size}`;
}
