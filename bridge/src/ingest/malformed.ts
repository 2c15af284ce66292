import { type ProtocolError, quoted } from "@homesync/protocol";
import type { Logger } from "pino";
import type { Clock } from "../time/clock.ts";
import type { DeadLetters } from "./dead-letters.ts";

/** Warnings a period at most: a broken node must not fill the disk with the tale of it. */
const MAX_WARNINGS = 10;
const PERIOD_MS = 10_000;
/** Bytes of a raw payload that are logged. */
const MAX_RAW_BYTES = 128;

export interface MalformedParts {
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Tells of messages that are none (REQ-006, "Invalid message format"), without letting them flood the log; they
 * themselves go to the dead letters.
 */
export class MalformedReport {
  readonly #deadLetters: DeadLetters;
  readonly #clock: Clock;
  readonly #log: Logger;
  #count = 0;
  #periodStart = Number.NEGATIVE_INFINITY;
  #inPeriod = 0;

  constructor({ deadLetters, clock, log }: MalformedParts) {
    this.#deadLetters = deadLetters;
    this.#clock = clock;
    this.#log = log;
  }

  get count(): number {
    return this.#count;
  }

  add(error: ProtocolError, payload: Uint8Array): void {
    this.#count += 1;
    const reason = error.field === "" ? error.code : `${error.code}: ${error.field}`;
    this.#deadLetters.add({ kind: "malformed", reason, topic: error.topic, payload });
    const now = this.#clock.now();
    if (now - this.#periodStart >= PERIOD_MS) {
      const silent = this.#inPeriod - MAX_WARNINGS;
      if (silent > 0) this.#log.warn({ count: silent }, "more malformed messages, not listed");
      this.#periodStart = now;
      this.#inPeriod = 0;
    }
    this.#inPeriod += 1;
    if (this.#inPeriod > MAX_WARNINGS) return;
    // The bytes of the payload as text; what is no text becomes visible, not harmful to a terminal.
    const raw = quoted(new TextDecoder().decode(payload.subarray(0, MAX_RAW_BYTES)));
    const { code, topic, field, message } = error;
    this.#log.warn(
      { code, topic: quoted(topic), field, bytes: payload.length, raw },
      `malformed message skipped: ${message}`,
    );
  }
}
