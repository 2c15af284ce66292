import { appendFileSync, mkdirSync, renameSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";

/** What could not be stored, and why: one line of JSON each. */
export interface DeadLetter {
  /** `malformed`: no message of the protocol. `refused`: the store will never take it. */
  readonly kind: "malformed" | "refused";
  readonly reason: string;
  readonly topic: string;
  /** The raw bytes, base64; cut at {@link MAX_PAYLOAD_BYTES}. */
  readonly payload: Uint8Array;
}

export interface DeadLetterOptions {
  /** Bytes after which the next file is begun. */
  readonly maxFileBytes?: number | undefined;
  /** Files that are kept, the one that is written to included. */
  readonly maxFiles?: number | undefined;
}

const DEAD_LETTER_DEFAULTS = { maxFileBytes: 1024 ** 2, maxFiles: 5 } as const;

const MAX_PAYLOAD_BYTES = 4096;
const MAX_TOPIC_CHARACTERS = 512;
/** Letters a period, at most; beyond, they are only counted: a broken node must not keep the disk busy. */
const MAX_LETTERS = 1_000;
const PERIOD_MS = 10_000;

/** The file of dead letters, bounded in size and number: `dead-letters.jsonl`, and `.1`, `.2` ... before it. */
export class DeadLetters {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #maxFileBytes: number;
  readonly #maxFiles: number;
  #bytes: number;
  #periodStart = Number.NEGATIVE_INFINITY;
  #inPeriod = 0;
  #notWritten = 0;
  #failing = false;

  /** @param directory made when missing */
  constructor(directory: string, clock: Clock, log: Logger, options: DeadLetterOptions = {}) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#file = join(directory, "dead-letters.jsonl");
    this.#clock = clock;
    this.#log = log;
    this.#maxFileBytes = options.maxFileBytes ?? DEAD_LETTER_DEFAULTS.maxFileBytes;
    this.#maxFiles = options.maxFiles ?? DEAD_LETTER_DEFAULTS.maxFiles;
    this.#bytes = sizeOf(this.#file);
  }

  /** Letters that are in no file: too many at once, or the disk is full. */
  get notWritten(): number {
    return this.#notWritten;
  }

  add(letter: DeadLetter): void {
    const now = this.#clock.now();
    if (now - this.#periodStart >= PERIOD_MS) {
      this.#periodStart = now;
      this.#inPeriod = 0;
    }
    this.#inPeriod += 1;
    if (this.#inPeriod > MAX_LETTERS) {
      this.#notWritten += 1;
      return;
    }
    this.#write(`${JSON.stringify(line(letter, now))}\n`);
  }

  #write(text: string): void {
    try {
      if (this.#bytes + text.length > this.#maxFileBytes && this.#bytes > 0) this.#rotate();
      appendFileSync(this.#file, text, { mode: 0o600 });
      this.#bytes += text.length;
      this.#failing = false;
    } catch (error) {
      this.#notWritten += 1;
      if (!this.#failing)
        this.#log.error({ err: error }, "dead letters cannot be written; they are only counted");
      this.#failing = true;
    }
  }

  #rotate(): void {
    const numbered = (number: number): string => (number === 0 ? this.#file : `${this.#file}.${number}`);
    for (let number = this.#maxFiles - 1; number >= 0; number--) {
      if (sizeOf(numbered(number)) === 0) continue;
      if (number === this.#maxFiles - 1) unlinkSync(numbered(number));
      else renameSync(numbered(number), numbered(number + 1));
    }
    this.#bytes = 0;
  }
}

function line({ kind, reason, topic, payload }: DeadLetter, nowMs: number) {
  const cut = payload.length > MAX_PAYLOAD_BYTES;
  return {
    time: new Date(nowMs).toISOString(),
    kind,
    reason,
    topic: topic.slice(0, MAX_TOPIC_CHARACTERS),
    bytes: payload.length,
    ...(cut ? { cut } : {}),
    base64: Buffer.from(payload.subarray(0, MAX_PAYLOAD_BYTES)).toString("base64"),
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
