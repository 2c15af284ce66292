import { type EncodedMessage, LIMITS } from "@homesync/protocol";
import type { Logger } from "pino";
import type { ResponseMessage } from "../ingest/ingest.ts";
import type { Link } from "../link/link.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Clock } from "../time/clock.ts";
import { type CommandKey, composeCommand } from "./compose.ts";
import type { CommandOutcome } from "./outcome.ts";
import { type Pending, PendingCommands, type Signal } from "./pending.ts";

export interface CommandParts {
  readonly link: Link;
  readonly state: StateStore;
  readonly clock: Clock;
  /** A new request_id, never given before. */
  readonly newRequestId: () => string;
  readonly log: Logger;
}

export interface CommandRequest {
  readonly node: NodeAddress;
  readonly key: CommandKey;
  /** The action and its fields. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Wait before the first retry, milliseconds; it doubles at each (REQ-005, "Command retry"). */
const FIRST_RETRY_MS = 1_000;

/** Sends commands to nodes and waits for their answers (REQ-005). */
export class CommandService {
  readonly #parts: CommandParts;
  readonly #pending = new PendingCommands();
  #stopped = false;

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  /** Sends a command and resolves with how it ended: after at most four attempts of 5 s and the waits between them. */
  async send({ node, key, body }: CommandRequest): Promise<CommandOutcome> {
    const { link, state, clock, newRequestId, log } = this.#parts;
    const requestId = newRequestId();
    const composed = composeCommand(node, key, body, requestId, clock.now());
    if (!composed.ok) return { kind: "invalid", error: composed.error };
    const known = await state.node(node);
    if (known === undefined) return { kind: "unknown_node" };
    if (this.#stopped) return { kind: "stopped", requestId, attempts: 0 };
    if (link.status.state !== "connected") return { kind: "broker_offline", requestId, attempts: 0 };
    if (known.online === false) return { kind: "node_offline", reason: known.offlineReason };
    const pending = this.#pending.add(node, requestId);
    if (pending === undefined) return { kind: "too_many" };
    try {
      const outcome = await this.#deliver(pending, composed.value, requestId);
      log.info(
        { ...node, command: key, action: body["action"], requestId, outcome: outcome.kind },
        "command ended",
      );
      return outcome;
    } finally {
      this.#pending.remove(node, requestId);
    }
  }

  /** Takes a node's answer. */
  onResponse(message: ResponseMessage): void {
    this.#pending.answer(message);
  }

  /** Ends all that waits, and refuses what comes. */
  close(): void {
    this.#stopped = true;
    this.#pending.settleAll({ kind: "stopped" });
  }

  async #deliver(pending: Pending, message: EncodedMessage, requestId: string): Promise<CommandOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      const sent = { requestId, attempts: attempt };
      // Not awaited: the node's answer may come before the broker's PUBACK.
      this.#parts.link.publish(message).catch(() => pending.settle({ kind: "broker_offline" }));
      const signal = await this.#within(pending, LIMITS.commandTimeout.value);
      if (signal !== undefined) return outcomeOf(signal, sent);
      if (attempt > LIMITS.commandRetries.value) return { kind: "timed_out", ...sent };
      // An answer that is only late ends the wait.
      const late = await this.#within(pending, FIRST_RETRY_MS * 2 ** (attempt - 1));
      if (late !== undefined) return outcomeOf(late, sent);
    }
  }

  /** What the command learns within `ms` milliseconds; undefined when nothing. */
  #within(pending: Pending, ms: number): Promise<Signal | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, () => resolve(undefined));
      void pending.signal.then((signal) => {
        cancel();
        resolve(signal);
      });
    });
  }
}

function outcomeOf(
  signal: Signal,
  sent: { readonly requestId: string; readonly attempts: number },
): CommandOutcome {
  if (signal.kind !== "response") return { kind: signal.kind, ...sent };
  const { payload, timestampMs } = signal.message;
  switch (payload.status) {
    case "success":
      return { kind: "confirmed", ...sent, result: payload.result, timestampMs };
    case "error":
      return { kind: "refused", ...sent, error: payload.error, message: payload.message };
    case "in_progress":
      return { kind: "in_progress", ...sent, progress: payload.progress };
  }
}
