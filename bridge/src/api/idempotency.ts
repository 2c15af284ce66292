import { createHash } from "node:crypto";
import type { Clock } from "../time/clock.ts";
import { Problem } from "./problem.ts";

/** An answer as it can be given again. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a request came to. */
export interface Result {
  readonly answer: Answer;
  /** Whether it did something: only then is the answer given again to the same key. */
  readonly acted: boolean;
}

/** A key is remembered this long, milliseconds. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Keys that are remembered of one subject, and in all; beyond, the oldest is forgotten. */
const MAX_PER_SUBJECT = 1_000;
const MAX_KEYS = 10_000;
/** RFC 8941 strings are printable; this length is plenty for a UUID. */
export const KEY_PATTERN = "^[ -~]{1,128}$";

interface Entry {
  readonly subject: string;
  readonly fingerprint: string;
  readonly atMs: number;
  readonly result: Promise<Result>;
}

/**
 * Answers to requests with the header Idempotency-Key: a request that is repeated with the same key is answered as the
 * first was, and does nothing (draft-ietf-httpapi-idempotency-key-header). A key belongs to the subject of the token.
 */
export class Idempotency {
  readonly #clock: Clock;
  /** In the order of their making. */
  readonly #entries = new Map<string, Entry>();
  readonly #perSubject = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * @param content what the request asks for; another one with the same key is a fault of the caller
   * @throws Problem idempotency_key_reused, and whatever `run` throws
   */
  async run(
    subject: string,
    key: string,
    content: string,
    run: () => Promise<Result>,
  ): Promise<{ readonly answer: Answer; readonly replayed: boolean }> {
    this.#forgetOld();
    const id = `${subject}\n${key}`;
    const fingerprint = createHash("sha256").update(content).digest("base64");
    const known = this.#entries.get(id);
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint) throw reused();
      // The first may still be under way: both get its answer.
      return { answer: (await known.result).answer, replayed: true };
    }
    const result = run();
    const entry = { subject, fingerprint, atMs: this.#clock.now(), result };
    this.#add(id, entry);
    try {
      const { answer, acted } = await result;
      if (!acted) this.#remove(id, entry);
      return { answer, replayed: false };
    } catch (error) {
      this.#remove(id, entry);
      throw error;
    }
  }

  #add(id: string, entry: Entry): void {
    this.#entries.set(id, entry);
    const ofSubject = (this.#perSubject.get(entry.subject) ?? 0) + 1;
    this.#perSubject.set(entry.subject, ofSubject);
    if (ofSubject > MAX_PER_SUBJECT) this.#removeOldest((other) => other.subject === entry.subject);
    if (this.#entries.size > MAX_KEYS) this.#removeOldest(() => true);
  }

  #forgetOld(): void {
    const before = this.#clock.now() - REMEMBERED_MS;
    for (const [id, entry] of this.#entries) {
      if (entry.atMs > before) break;
      this.#remove(id, entry);
    }
  }

  #removeOldest(matches: (entry: Entry) => boolean): void {
    for (const [id, entry] of this.#entries) {
      if (!matches(entry)) continue;
      this.#remove(id, entry);
      return;
    }
  }

  #remove(id: string, entry: Entry): void {
    if (this.#entries.get(id) !== entry) return;
    this.#entries.delete(id);
    const rest = (this.#perSubject.get(entry.subject) ?? 1) - 1;
    if (rest > 0) this.#perSubject.set(entry.subject, rest);
    else this.#perSubject.delete(entry.subject);
  }
}

const reused = (): Problem =>
  new Problem(
    "idempotency_key_reused",
    "this Idempotency-Key was used for another request: make a new key for each command",
  );
