import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import type { Logger } from "pino";
import type { NodeAddress } from "../state/node-state.ts";
import { type Clock, pause } from "../time/clock.ts";
import { Backoff } from "./backoff.ts";
import { canReach } from "./dial.ts";
import {
  type Link,
  type LinkHandlers,
  LinkOfflineError,
  type LinkStatus,
  type OutgoingMessage,
} from "./link.ts";
import { MqttSession, SessionError, type SessionOptions } from "./mqtt-session.ts";
import { closedAgain, type LinkProblem, type LinkProblemCode } from "./problem.ts";
import { leastWaitMs } from "./retry.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TrafficMeter } from "./traffic.ts";
import { Ways } from "./ways.ts";

export interface MqttLinkOptions extends Pick<SessionOptions, "broker" | "clientId"> {
  /** The same broker by another way, where its own address is blocked. */
  readonly fallback?: BrokerAccess | undefined;
  /** Listen to these nodes only; to all homes when absent. */
  readonly nodes?: Iterable<NodeAddress> | undefined;
  /** Least QoS of the subscriptions; the topic table's when absent. */
  readonly telemetryQos?: 0 | 1 | undefined;
  /** Whether the broker forgets the session when the bridge goes; false when absent. */
  readonly clean?: boolean | undefined;
  /** Filters beside those of the protocol. */
  readonly moreFilters?: readonly string[] | undefined;
  /** Seconds; the protocol's, 60, when absent. */
  readonly keepAliveS?: number | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter of the backoff. */
  readonly random: () => number;
  readonly log: Logger;
  readonly connectTimeoutMs?: number | undefined;
}

/** How often it is tried whether the preferred way is open again, milliseconds. */
const PROBE_EVERY_MS = 300_000;

/** So many connects closed without an answer, in a row, are no chance. */
const CLOSED_EARLY_LIMIT = 3;

/** A broker reached over the network: connects, subscribes, and does so again whenever the connection is lost. */
export class MqttLink implements Link {
  readonly traffic = new TrafficMeter();
  readonly problems = new Map<LinkProblemCode, number>();
  readonly #options: MqttLinkOptions;
  readonly #backoff: Backoff;
  readonly #ways: Ways;
  readonly #subscriptions: Subscriptions;
  readonly #closing = new AbortController();
  #status: LinkStatus;
  #handlers: LinkHandlers | undefined;
  #session: MqttSession | undefined;
  #loop: Promise<void> | undefined;
  /** MQTT 5 first, 3.1.1 where the broker refuses it (design: MQTT version). */
  #version: 4 | 5 = 5;
  #everConnected = false;
  #closedEarly = 0;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#ways = new Ways(options.broker, options.fallback);
    this.#subscriptions = new Subscriptions(options.nodes, options.telemetryQos ?? 0, options.moreFilters);
    this.#backoff = new Backoff(options.random);
    this.#status = { state: "disconnected", sinceMs: options.clock.now() };
  }

  get address(): string {
    return this.#ways.current.address.url;
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

  watch(node: NodeAddress): void {
    if (this.#options.nodes === undefined) return;
    // Noted in any case: without a session the call behind it, and what it is given, are left out.
    const wanted = this.#subscriptions.add(node);
    void this.#session?.subscribe(wanted);
  }

  unwatch(node: NodeAddress): void {
    const filters = this.#subscriptions.remove(node);
    void this.#session?.unsubscribe(filters);
  }

  renew(node: NodeAddress): void {
    void this.#session?.subscribe(this.#subscriptions.renewal(node));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#session?.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#enter("connecting");
      const problem = await this.#connect();
      if (problem === "again") continue;
      await this.#pause(problem);
    }
    if (this.#status.state !== "disconnected") this.#enter("disconnected");
  }

  /** One connect and, if it comes to be, the connection to its end. @returns why to wait, or that there is no reason to */
  async #connect(): Promise<LinkProblem | "again"> {
    try {
      const session = await this.#open();
      this.#closedEarly = 0;
      return await this.#live(session);
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      return this.#failed(error.problem);
    }
  }

  #open(): Promise<MqttSession> {
    const {
      clientId,
      clean = false,
      keepAliveS,
      connectTimeoutMs = LIMITS.connectTimeout.value,
    } = this.#options;
    return MqttSession.open(
      {
        broker: this.#ways.current,
        clientId,
        clean,
        keepAliveS,
        connectTimeoutMs,
        version: this.#version,
        subscriptions: this.#subscriptions,
        meter: this.traffic,
      },
      this.#handlers as LinkHandlers,
      this.#closing.signal,
    );
  }

  /** The connection from its birth to its end. */
  async #live(session: MqttSession): Promise<LinkProblem | "again"> {
    const { clock } = this.#options;
    this.#session = session;
    const connectedAt = clock.now();
    this.#everConnected = true;
    this.#enter("connected");
    if (this.#closing.signal.aborted) await session.close();
    const over = new AbortController();
    const wentBack = this.#goBack(session, over.signal);
    const problem = await session.ended;
    over.abort();
    this.#session = undefined;
    this.#backoff.connectedFor(clock.now() - connectedAt);
    const intended = (await wentBack) || this.#closing.signal.aborted;
    this.#enter("disconnected", intended ? undefined : problem);
    return intended ? "again" : problem;
  }

  /** While another way than the preferred one is gone: ends the connection once the preferred one is open again. */
  async #goBack(session: MqttSession, over: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#options;
    const preferred = this.#ways.preferred;
    if (preferred === undefined) return false;
    while (!over.aborted) {
      await pause(clock, PROBE_EVERY_MS, over);
      if (over.aborted || !(await canReach(preferred, over))) continue;
      log.info({ broker: preferred.address.url }, "the broker's own address is within reach again");
      this.#ways.prefer();
      await session.close();
      return true;
    }
    return false;
  }

  #failed(problem: LinkProblem): LinkProblem | "again" {
    if (this.#refusesVersion(problem)) {
      this.#version = 4;
      return "again";
    }
    this.#closedEarly = problem.code === "closed_early" ? this.#closedEarly + 1 : 0;
    const told = this.#closedEarly >= CLOSED_EARLY_LIMIT ? closedAgain : problem;
    this.#enter("error", told);
    return this.#ways.failed(problem.code) ? "again" : told;
  }

  /**
   * A broker without MQTT 5 answers CONNACK 1 (MQTT 3.1.1, 3.1.2.2); some close without a word. The latter may mean
   * much else, so it counts only until the first connection.
   */
  #refusesVersion({ code }: LinkProblem): boolean {
    if (this.#version === 4) return false;
    return code === "protocol_refused" || (code === "closed_early" && !this.#everConnected);
  }

  #pause({ code }: LinkProblem): Promise<void> {
    const waitMs = Math.max(this.#backoff.next(), leastWaitMs(code));
    return pause(this.#options.clock, waitMs, this.#closing.signal);
  }

  #enter(state: LinkStatus["state"], problem?: LinkProblem): void {
    const { clock, log } = this.#options;
    this.#status = { state, sinceMs: clock.now(), ...(problem === undefined ? {} : { problem }) };
    const fields = { broker: this.address, mqtt: this.#version === 5 ? "5" : "3.1.1", code: problem?.code };
    if (problem === undefined) log.info(fields, `broker ${state}`);
    else {
      this.problems.set(problem.code, (this.problems.get(problem.code) ?? 0) + 1);
      log.warn(fields, `broker ${state}: ${problem.message}`);
    }
    this.#handlers?.onStatus(this.#status);
  }
}
