import { createHash, timingSafeEqual } from "node:crypto";
import { filterCovers, topicMatches } from "./filter.ts";

/** What one username may do. */
export interface Credential {
  readonly password: string;
  /** The client may publish to, and subscribe within, what these filters match. */
  readonly filters: readonly string[];
  /** Only one of the two, as a permission of HiveMQ Cloud can say; both when absent. */
  readonly only?: "publish" | "subscribe";
}

/** The usernames that the broker admits. Passwords are kept as digests only. */
export class Credentials {
  readonly #digests = new Map<string, Buffer>();
  readonly #byUsername = new Map<string, Omit<Credential, "password">>();

  constructor(byUsername: Readonly<Record<string, Credential>>) {
    for (const [username, { password, ...allowed }] of Object.entries(byUsername)) {
      this.#digests.set(username, digest(password));
      this.#byUsername.set(username, allowed);
    }
  }

  admits(username: string | undefined, password: Uint8Array | undefined): boolean {
    // An unknown name is compared too, so that the answer takes as long as for a known one.
    const expected = this.#digests.get(username ?? "");
    const same = timingSafeEqual(expected ?? NO_DIGEST, digest(password ?? ""));
    return expected !== undefined && same;
  }

  mayPublish(username: string, topic: string): boolean {
    return this.#filtersOf(username, "publish").some((filter) => topicMatches(filter, topic));
  }

  maySubscribe(username: string, requested: string): boolean {
    return this.#filtersOf(username, "subscribe").some((filter) => filterCovers(filter, requested));
  }

  #filtersOf(username: string, activity: NonNullable<Credential["only"]>): readonly string[] {
    const allowed = this.#byUsername.get(username);
    return allowed === undefined || (allowed.only ?? activity) !== activity ? [] : allowed.filters;
  }
}

const digest = (text: string | Uint8Array): Buffer => createHash("sha256").update(text).digest();
const NO_DIGEST = Buffer.alloc(32);
