import { createHash, timingSafeEqual } from "node:crypto";
import { filterCovers, topicMatches } from "./filter.ts";

/** What one username may do. */
export interface Credential {
  readonly password: string;
  /** The client may publish to, and subscribe within, what these filters match. */
  readonly filters: readonly string[];
}

/** The usernames that the broker admits. Passwords are kept as digests only. */
export class Credentials {
  readonly #digests = new Map<string, Buffer>();
  readonly #filters = new Map<string, readonly string[]>();

  constructor(byUsername: Readonly<Record<string, Credential>>) {
    for (const [username, credential] of Object.entries(byUsername)) {
      this.#digests.set(username, digest(credential.password));
      this.#filters.set(username, credential.filters);
    }
  }

  admits(username: string | undefined, password: Uint8Array | undefined): boolean {
    // An unknown name is compared too, so that the answer takes as long as for a known one.
    const expected = this.#digests.get(username ?? "");
    const same = timingSafeEqual(expected ?? NO_DIGEST, digest(password ?? ""));
    return expected !== undefined && same;
  }

  mayPublish(username: string, topic: string): boolean {
    return this.#filtersOf(username).some((filter) => topicMatches(filter, topic));
  }

  maySubscribe(username: string, requested: string): boolean {
    return this.#filtersOf(username).some((filter) => filterCovers(filter, requested));
  }

  #filtersOf(username: string): readonly string[] {
    return this.#filters.get(username) ?? [];
  }
}

const digest = (text: string | Uint8Array): Buffer => createHash("sha256").update(text).digest();
const NO_DIGEST = Buffer.alloc(32);
