import type { EncodedMessage } from "@homesync/protocol";
import type { Logger } from "pino";
import type { Audit } from "../audit/audit-entry.ts";
import type { ResponseMessage } from "../ingest/ingest.ts";
import type { Link, LinkStatus } from "../link/link.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { StateChange, StateStore } from "../state/state-store.ts";
import type { Clock } from "../time/clock.ts";
import { commandAudit } from "./audit.ts";
import { Command, type CommandRequest } from "./command.ts";
import { CommandBook } from "./command-book.ts";
import { CommandCounts } from "./command-counts.ts";
import { composeCommand } from "./compose.ts";
import { deliver } from "./deliver.ts";
import type { CommandEnd, Rejection } from "./outcome.ts";
import { type Pending, PendingCommands } from "./pending.ts";

export interface CommandParts {
  readonly link: Link;
  readonly state: StateStore;
  /** Whether a node that was never heard of is expected all the same. */
  readonly isRegistered: (node: NodeAddress) => boolean;
  readonly audit: Audit;
  readonly clock: Clock;
  /** A new request_id, never given before. */
  readonly newRequestId: () => string;
  readonly log: Logger;
}

/** Sends commands to nodes and waits for their answers (REQ-005). */
export class CommandService {
  readonly counts = new CommandCounts();
  readonly book = new CommandBook();
  readonly #parts: CommandParts;
  readonly #pending = new PendingCommands();
  #stopped = false;

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  /** Commands that have not ended. */
  get waiting(): number {
    return this.#pending.count;
  }

  /**
   * Takes a command on, or says why not. What was taken on is sent at most four times, 5 s and the waits between them
   * apart, each time with the same request_id; with `queueMs` it first waits for the broker and the node.
   */
  async submit(request: CommandRequest): Promise<Command | Rejection> {
    const requestId = this.#parts.newRequestId();
    const accepted = await this.#accept(request, requestId);
    this.#parts.audit(commandAudit(request, requestId, this.#parts.clock.now(), accepted));
    if (!(accepted instanceof Command)) this.counts.add(request.key, accepted.kind);
    return accepted;
  }

  async #accept(request: CommandRequest, requestId: string): Promise<Command | Rejection> {
    const { link, state, clock, isRegistered } = this.#parts;
    const { node, queueMs } = request;
    const composed = this.#compose(request, requestId);
    if (!composed.ok) return { kind: "invalid", error: composed.error };
    const known = await state.node(node);
    if (known === undefined && !isRegistered(node)) return { kind: "unknown_node" };
    if (this.#stopped) return { kind: "stopped", requestId, attempts: 0 };
    if (queueMs === undefined) {
      if (link.status.state !== "connected") return { kind: "broker_offline", requestId, attempts: 0 };
      if (known === undefined || known.online === false) {
        return { kind: "node_offline", reason: known?.offlineReason };
      }
    }
    const pending = this.#pending.add(node, requestId);
    if (pending === undefined) return { kind: "too_many" };
    const command = new Command(requestId, request, clock.now());
    this.book.add(command, clock.now());
    void this.#run(command, pending, composed.value);
    return command;
  }

  /** Takes a node's answer. */
  onResponse(message: ResponseMessage): void {
    this.#pending.answer(message);
  }

  /** What waits for the broker goes on when it is back. */
  onLinkStatus({ state }: LinkStatus): void {
    if (state === "connected") this.#pending.tellAll({ kind: "wake" });
  }

  /** What waits for a node goes on when it is online. */
  onStateChange({ field, state }: StateChange): void {
    if (field === "online" && state.online === true) this.#pending.tellNode(state, { kind: "wake" });
  }

  /** Ends all that waits, and refuses what comes. */
  close(): void {
    this.#stopped = true;
    this.#pending.tellAll({ kind: "stopped" });
  }

  async #run(command: Command, pending: Pending, message: EncodedMessage): Promise<void> {
    const { clock, log, audit } = this.#parts;
    const { request, requestId } = command;
    let end: CommandEnd;
    try {
      end = await this.#pursue(command, pending, message);
    } catch (error) {
      log.error({ err: error, requestId }, "a command failed in the bridge");
      end = { kind: "stopped", ...command.sent };
    }
    this.#pending.remove(request.node, requestId);
    this.counts.add(request.key, end.kind, clock.now() - command.createdMs);
    const { body, key, node } = request;
    log.info(
      { ...node, command: key, action: body["action"], requestId, outcome: end.kind },
      "command ended",
    );
    audit(commandAudit(request, requestId, clock.now(), end));
    command.ends(end, clock.now());
  }

  async #pursue(command: Command, pending: Pending, first: EncodedMessage): Promise<CommandEnd> {
    const { link, clock } = this.#parts;
    const { queuedUntilMs } = command;
    if (queuedUntilMs === undefined) return deliver({ link, clock, command, pending, message: first });
    for (;;) {
      const over = await this.#reach(command, pending, queuedUntilMs);
      if (over !== undefined) return over;
      // Made anew: a node refuses what is older than its time to live. It knows a repeated one by its request_id.
      const composed = this.#compose(command.request, command.requestId);
      const message = composed.ok ? composed.value : first;
      const end = await deliver({ link, clock, command, pending, message });
      if (end.kind !== "broker_offline") return end;
    }
  }

  /** Waits until broker and node are within reach. @returns how the command ended when they are not in time */
  async #reach(command: Command, pending: Pending, untilMs: number): Promise<CommandEnd | undefined> {
    const { link, state, clock } = this.#parts;
    for (;;) {
      const node = await state.node(command.request.node);
      const within = node !== undefined && node.online !== false;
      if (within && link.status.state === "connected") return undefined;
      command.waits();
      const restMs = untilMs - clock.now();
      const signal = restMs > 0 ? await pending.take(clock, restMs) : undefined;
      if (signal === undefined) return { kind: "expired", ...command.sent };
      if (signal.kind === "stopped") return { kind: "stopped", ...command.sent };
    }
  }

  #compose({ node, key, body }: CommandRequest, requestId: string) {
    return composeCommand(node, key, body, requestId, this.#parts.clock.now());
  }
}
