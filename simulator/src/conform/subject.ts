import { LIMITS, type TopicKeyOf } from "@homesync/protocol";
import type { Hands } from "./hands.ts";
import type { Observer } from "./observer.ts";
import { Violation } from "./violation.ts";

/** A sender waits so long for a response (REQ-005); twice, as the machine may be busy. */
const RESPONSE_LIMIT_MS = 2 * LIMITS.commandTimeout.value;
/** A connect may take its whole time-out, after the longest first wait (REQ-002). */
const RETURN_LIMIT_MS = 2 * LIMITS.connectTimeout.value + 2 * LIMITS.reconnectBackoffMin.value;
/** A relay does not switch again at once (setting `min_switch_ms`). */
const SWITCH_PAUSE_MS = 300;
const SWITCH_ATTEMPTS = 30;

export type CommandName = TopicKeyOf<"command"> extends `command/${infer Name}` ? Name : never;

/** The node that is checked, with those who see it and can do something to it. */
export class Subject {
  readonly homeId: string;
  readonly nodeId: string;
  readonly observer: Observer;
  readonly hands: Hands;
  /** Whether what cannot be undone may be done: the energy counter, the configuration. */
  readonly mayErase: boolean;
  #requests = 0;
  readonly #run = Math.floor(Math.random() * 0x1_0000_0000).toString(36);

  constructor(
    ids: { homeId: string; nodeId: string },
    observer: Observer,
    hands: Hands,
    { mayErase }: { mayErase: boolean },
  ) {
    this.homeId = ids.homeId;
    this.nodeId = ids.nodeId;
    this.observer = observer;
    this.hands = hands;
    this.mayErase = mayErase;
  }

  newRequestId(): string {
    return `conform-${this.#run}-${++this.#requests}`;
  }

  /** Sends a command that nobody has sent before, and waits for its response. */
  async command(name: CommandName, fields: object): Promise<Record<string, unknown>> {
    const requestId = this.newRequestId();
    const from = this.observer.now;
    await this.observer.publish(`command/${name}`, {
      request_id: requestId,
      timestamp: new Date().toISOString(),
      ...fields,
    });
    return this.response(from, requestId, name);
  }

  /** The response to a request, which came since a moment or is still to come. */
  async response(from: number, requestId: string, name: CommandName): Promise<Record<string, unknown>> {
    const key = name === "ota" ? "response/ota" : "response/command";
    const seen = await this.observer.next(
      from,
      `response to the ${name} command on ${key}`,
      RESPONSE_LIMIT_MS,
      (seen, payload) => seen.key === key && payload["request_id"] === requestId,
    );
    return JSON.parse(seen.payload.toString());
  }

  /** A command that the node must obey. @throws Violation when it does not */
  async obeyed(name: CommandName, fields: object): Promise<Record<string, unknown>> {
    const response = await this.command(name, fields);
    if (response["status"] !== "success") {
      throw new Violation(`${name} ${JSON.stringify(fields)} was answered with ${JSON.stringify(response)}`);
    }
    return response;
  }

  /** Switches the relay, as soon as it may be switched again. */
  async switchRelay(action: "on" | "off" | "toggle"): Promise<Record<string, unknown>> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.command("relay", { action });
      if (response["error"] !== "too_soon" || attempt === SWITCH_ATTEMPTS) return response;
      await new Promise((resolve) => setTimeout(resolve, SWITCH_PAUSE_MS));
    }
  }

  /** Waits until the node says that it is there, since a moment. */
  async returned(from: number): Promise<Record<string, unknown>> {
    const seen = await this.observer.next(
      from,
      "birth message (status/online with online: true)",
      RETURN_LIMIT_MS,
      ({ key }, payload) => key === "status/online" && payload["online"] === true,
    );
    return JSON.parse(seen.payload.toString());
  }
}
