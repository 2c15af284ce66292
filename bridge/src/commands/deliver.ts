import { type EncodedMessage, LIMITS } from "@homesync/protocol";
import type { Link } from "../link/link.ts";
import type { Clock } from "../time/clock.ts";
import type { Command } from "./command.ts";
import type { CommandEnd } from "./outcome.ts";
import type { Pending, Signal } from "./pending.ts";

/** Wait before the first retry, milliseconds; it doubles at each (REQ-005, "Command retry"). */
const FIRST_RETRY_MS = 1_000;
/** An update of which nothing is heard for this long is given up; a download over https says nothing meanwhile. */
const PROGRESS_TIMEOUT_MS = 15 * 60_000;

export interface Delivery {
  readonly link: Link;
  readonly clock: Clock;
  readonly command: Command;
  readonly pending: Pending;
  readonly message: EncodedMessage;
}

/** Publishes a command, again when no answer comes (REQ-005), and waits for its end. */
export async function deliver(delivery: Delivery): Promise<CommandEnd> {
  const { link, command, pending, message } = delivery;
  const maxAttempts = command.attempts + 1 + LIMITS.commandRetries.value;
  for (let retryMs = FIRST_RETRY_MS; ; retryMs *= 2) {
    command.isSent();
    // Not awaited: the node's answer may come before the broker's PUBACK.
    link.publish(message).catch(() => pending.put({ kind: "broker_offline" }));
    const signal = await next(delivery, LIMITS.commandTimeout.value);
    if (signal !== undefined) return conclude(signal, delivery);
    if (command.attempts >= maxAttempts) return { kind: "timed_out", ...command.sent };
    // An answer that is only late ends the wait.
    const late = await next(delivery, retryMs);
    if (late !== undefined) return conclude(late, delivery);
  }
}

type News = Exclude<Signal, { kind: "wake" }>;

/** What the command learns within `ms` milliseconds; undefined when nothing. */
async function next({ pending, clock }: Delivery, ms: number): Promise<News | undefined> {
  const untilMs = clock.now() + ms;
  for (;;) {
    const signal = await pending.take(clock, Math.max(0, untilMs - clock.now()));
    if (signal?.kind !== "wake") return signal;
  }
}

/** The end that a signal is, or that follows the progress which it tells of. */
async function conclude(first: News, delivery: Delivery): Promise<CommandEnd> {
  const { command } = delivery;
  let signal: News | undefined = first;
  for (;;) {
    if (signal === undefined) return { kind: "timed_out", ...command.sent };
    if (signal.kind === "stopped") return { kind: "stopped", ...command.sent };
    if (signal.kind === "broker_offline") {
      // Once the node is at it, a lost connection does not stop it.
      if (command.phase !== "in_progress") return { kind: "broker_offline", ...command.sent };
    } else {
      const { payload, timestampMs } = signal.message;
      if (payload.status === "success") {
        return { kind: "confirmed", ...command.sent, result: payload.result, timestampMs };
      }
      if (payload.status === "error") {
        return { kind: "refused", ...command.sent, error: payload.error, message: payload.message };
      }
      command.progresses(payload.progress);
    }
    signal = await next(delivery, PROGRESS_TIMEOUT_MS);
  }
}
