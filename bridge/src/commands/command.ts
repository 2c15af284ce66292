import { randomUUID } from "node:crypto";
import type { NodeAddress } from "../state/node-state.ts";
import type { CommandKey } from "./compose.ts";
import type { CommandEnd } from "./outcome.ts";

/** Who asked for something, as the audit log names them. */
export interface Author {
  readonly subject: string;
  readonly tokenId: string;
}

/** What a caller asks for. */
export interface CommandRequest {
  readonly node: NodeAddress;
  readonly key: CommandKey;
  /** The action and its fields. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly by: Author;
  /** How long it may wait for the broker and the node, milliseconds; when absent it is refused if it has to. */
  readonly queueMs?: number | undefined;
}

/** What a command is at: waiting for broker or node, waiting for an answer, or at work in the node (ota). */
export type CommandPhase = "queued" | "sent" | "in_progress";

/** A new request_id. */
export const newRequestId = (): string => randomUUID();

/** A command that was taken on, from its acceptance to long after its end. */
export class Command {
  readonly requestId: string;
  readonly request: CommandRequest;
  readonly createdMs: number;
  /** Until then it may wait to be sent; undefined when it may not wait. */
  readonly queuedUntilMs: number | undefined;
  /** Resolves when the node has answered for the first time, or the command has ended. */
  readonly answered: Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<CommandEnd>;
  #phase: CommandPhase = "queued";
  #attempts = 0;
  #progress: number | undefined;
  #end: CommandEnd | undefined;
  #endedMs: number | undefined;
  #resolveAnswered: () => void = () => undefined;
  #resolveEnded: (end: CommandEnd) => void = () => undefined;

  constructor(requestId: string, request: CommandRequest, nowMs: number) {
    this.requestId = requestId;
    this.request = request;
    this.createdMs = nowMs;
    this.queuedUntilMs = request.queueMs === undefined ? undefined : nowMs + request.queueMs;
    this.answered = new Promise((resolve) => {
      this.#resolveAnswered = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get phase(): CommandPhase {
    return this.#phase;
  }

  /** How often it was published. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Percent of an update's image; undefined before the node told. */
  get progress(): number | undefined {
    return this.#progress;
  }

  /** How it ended; undefined while it has not. */
  get end(): CommandEnd | undefined {
    return this.#end;
  }

  get endedMs(): number | undefined {
    return this.#endedMs;
  }

  /** What the caller and the log call it: the request_id and how often it was published. */
  get sent(): { readonly requestId: string; readonly attempts: number } {
    return { requestId: this.requestId, attempts: this.#attempts };
  }

  waits(): void {
    this.#phase = "queued";
  }

  isSent(): void {
    this.#phase = "sent";
    this.#attempts += 1;
  }

  progresses(percent: number): void {
    this.#phase = "in_progress";
    this.#progress = percent;
    this.#resolveAnswered();
  }

  ends(end: CommandEnd, nowMs: number): void {
    this.#end = end;
    this.#endedMs = nowMs;
    this.#resolveAnswered();
    this.#resolveEnded(end);
  }
}
