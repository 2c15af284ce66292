import type { IncomingMessage, LinkHandlers } from "./link.ts";

/** Called when a message is durable, or with an error when it was not taken. */
export type MessageDone = (error?: Error) => void;

/** Gathers the messages that come in one turn of the event loop, so that one write makes all of them durable. */
export class TurnGroup {
  readonly #handlers: Pick<LinkHandlers, "onMessage" | "onGroupEnd">;
  #waiting: MessageDone[] = [];
  #scheduled = false;

  constructor(handlers: Pick<LinkHandlers, "onMessage" | "onGroupEnd">) {
    this.#handlers = handlers;
  }

  add(message: IncomingMessage, done: MessageDone): void {
    this.#handlers.onMessage(message);
    if (message.qos > 0) this.#waiting.push(done);
    else done();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#end());
  }

  #end(): void {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    const taken = this.#handlers.onGroupEnd(() => {
      for (const done of waiting) done();
    });
    if (taken) return;
    for (const done of waiting) done(new Error("the durable log is full"));
  }
}
