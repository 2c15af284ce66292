import { LIMITS } from "@homesync/protocol";
import type { Logger } from "pino";
import { type Clock, pause } from "../time/clock.ts";
import { Backoff } from "./backoff.ts";
import {
  type Link,
  type LinkHandlers,
  LinkOfflineError,
  type LinkStatus,
  type OutgoingMessage,
} from "./link.ts";
import { MqttSession, SessionError, type SessionOptions } from "./mqtt-session.ts";
import type { LinkProblem } from "./problem.ts";

export interface MqttLinkOptions extends Omit<SessionOptions, "version" | "connectTimeoutMs"> {
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter of the backoff. */
  readonly random: () => number;
  readonly log: Logger;
  readonly connectTimeoutMs?: number | undefined;
}

/** A broker reached over the network: connects, subscribes, and does so again whenever the connection is lost. */
export class MqttLink implements Link {
  readonly address: string;
  readonly #options: MqttLinkOptions;
  readonly #backoff: Backoff;
  readonly #closing = new AbortController();
  #status: LinkStatus;
  #handlers: LinkHandlers | undefined;
  #session: MqttSession | undefined;
  #loop: Promise<void> | undefined;
  /** MQTT 5 first, 3.1.1 where the broker refuses it (design: MQTT version). */
  #version: 4 | 5 = 5;
  #everConnected = false;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.address = options.broker.address.url;
    this.#backoff = new Backoff(options.random);
    this.#status = { state: "disconnected", sinceMs: options.clock.now() };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  start(handlers: LinkHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#loop ??= this.#run();
    return Promise.resolve();
  }

  publish(message: OutgoingMessage): Promise<void> {
    return this.#session?.publish(message) ?? Promise.reject(new LinkOfflineError());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#session?.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#closing.signal.aborted) {
      this.#enter("connecting");
      const session = await this.#open();
      if (session instanceof MqttSession) {
        await this.#live(session);
        if (this.#closing.signal.aborted) return;
      } else if (session === "other version") {
        continue;
      }
      await pause(clock, this.#backoff.next(), this.#closing.signal);
    }
    this.#enter("disconnected");
  }

  /** The connection from its birth to its end. */
  async #live(session: MqttSession): Promise<void> {
    const { clock } = this.#options;
    this.#session = session;
    const connectedAt = clock.now();
    this.#everConnected = true;
    this.#enter("connected");
    if (this.#closing.signal.aborted) await session.close();
    const problem = await session.ended;
    this.#session = undefined;
    this.#backoff.connectedFor(clock.now() - connectedAt);
    this.#enter("disconnected", this.#closing.signal.aborted ? undefined : problem);
  }

  async #open(): Promise<MqttSession | "failed" | "other version"> {
    const { connectTimeoutMs = LIMITS.connectTimeout.value } = this.#options;
    try {
      return await MqttSession.open(
        { ...this.#options, version: this.#version, connectTimeoutMs },
        this.#handlers as LinkHandlers,
        this.#closing.signal,
      );
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      if (this.#refusesVersion(error.problem)) {
        this.#version = 4;
        return "other version";
      }
      this.#enter("error", error.problem);
      return "failed";
    }
  }

  /**
   * A broker without MQTT 5 answers CONNACK 1 (MQTT 3.1.1, 3.1.2.2); some close without a word. The latter may mean
   * much else, so it counts only until the first connection.
   */
  #refusesVersion({ code }: LinkProblem): boolean {
    if (this.#version === 4) return false;
    return code === "protocol_refused" || (code === "closed_early" && !this.#everConnected);
  }

  #enter(state: LinkStatus["state"], problem?: LinkProblem): void {
    const { clock, log } = this.#options;
    this.#status = { state, sinceMs: clock.now(), ...(problem === undefined ? {} : { problem }) };
    const fields = { broker: this.address, mqtt: this.#version === 5 ? "5" : "3.1.1", code: problem?.code };
    if (problem === undefined) log.info(fields, `broker ${state}`);
    else log.warn(fields, `broker ${state}: ${problem.message}`);
    this.#handlers?.onStatus(this.#status);
  }
}
