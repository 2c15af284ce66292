import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, LIMITS } from "@homesync/protocol";
import { type IClientOptions, MqttClient } from "mqtt";
import { dial } from "./dial.ts";
import { type LinkHandlers, LinkOfflineError, type OutgoingMessage } from "./link.ts";
import {
  closedEarly,
  connackProblem,
  disconnectProblem,
  type LinkProblem,
  lost,
  socketProblem,
  subscriptionRefused,
} from "./problem.ts";
import { PublishTap } from "./publish-tap.ts";

export interface SessionOptions {
  readonly broker: BrokerAccess;
  /** The same at every start, so that the broker finds the session again. */
  readonly clientId: string;
  /** 4 is MQTT 3.1.1. */
  readonly version: 4 | 5;
  /** Of the subscription to telemetry; the topic table's, 0, when absent. */
  readonly telemetryQos?: 0 | 1 | undefined;
  /** Filters beside those of the protocol, asked for at QoS 1. */
  readonly moreFilters?: readonly string[] | undefined;
  /** The protocol's, 60, when absent. */
  readonly keepAliveS?: number | undefined;
  /** Milliseconds until a connect is given up. */
  readonly connectTimeoutMs: number;
}

/** How long the broker keeps the session of an absent bridge: MQTT 5 ends it at once unless told (3.1.2.11.2). */
const SESSION_EXPIRY_S = 24 * 3600;

/** Messages that the broker sends at QoS 1 before one of them is acknowledged (MQTT 5, 3.1.2.11.3). */
const RECEIVE_MAXIMUM = 1_000;

/** Ending politely takes at most this long, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

/** One connection to the broker, from CONNECT to its end. A reconnect is a new session of the same client id. */
export class MqttSession {
  readonly #client: MqttClient;
  /** Resolves when the connection has ended, with what is known of the reason. */
  readonly ended: Promise<LinkProblem>;

  private constructor(client: MqttClient, ended: Promise<LinkProblem>) {
    this.#client = client;
    this.ended = ended;
  }

  /**
   * Connects and subscribes.
   * @param signal gives up a connect that is under way
   * @throws SessionError when the broker cannot be reached, refuses, or does not answer in time
   */
  static async open(
    options: SessionOptions,
    handlers: Pick<LinkHandlers, "onMessage" | "onGroupEnd">,
    signal: AbortSignal,
  ): Promise<MqttSession> {
    const { broker, version } = options;
    const client = new MqttClient(
      () => new PublishTap(dial(broker), version, handlers),
      clientOptions(options),
    );
    let problem: LinkProblem | undefined;
    client.on("error", (error: Error & { code?: string | number }) => {
      // The first one is the cause; what follows is its consequence.
      problem ??=
        typeof error.code === "number"
          ? connackProblem(error.code)
          : socketProblem(error.message, error.code);
    });
    client.on("disconnect", ({ reasonCode }) => {
      problem ??= disconnectProblem(reasonCode ?? 0);
    });
    const ended = new Promise<void>((resolve) => client.once("close", resolve));
    // Fails what waits for a PUBACK: without this it would wait for a reconnect that never comes.
    void ended.then(() => client.end(true));
    const giveUp = (): unknown => client.end(true);
    signal.addEventListener("abort", giveUp);

    const connected = await Promise.race([
      new Promise<true>((resolve) => client.once("connect", () => resolve(true))),
      ended.then(() => false),
    ]);
    signal.removeEventListener("abort", giveUp);
    if (!connected) {
      // A broker at its limit closes or resets without CONNACK (mosquitto's max_connections).
      throw new SessionError(problem === undefined || problem.code === "lost" ? closedEarly : problem);
    }

    const session = new MqttSession(
      client,
      ended.then(() => problem ?? lost),
    );
    if (!(await session.#subscribe(options))) {
      await session.close();
      throw new SessionError(problem ?? subscriptionRefused);
    }
    return session;
  }

  async #subscribe({ telemetryQos = 0, moreFilters = [] }: SessionOptions): Promise<boolean> {
    const own = backendSubscriptions().map(({ filter, qos }) => ({
      filter,
      qos: Math.max(qos, telemetryQos),
    }));
    const more = moreFilters.map((filter) => ({ filter, qos: 1 }));
    const wanted = Object.fromEntries(
      [...own, ...more].map(({ filter, qos }) => [filter, { qos: qos as 0 | 1 }]),
    );
    try {
      const granted = await this.#client.subscribeAsync(wanted);
      return granted.every(({ qos }) => qos < 0x80);
    } catch {
      return false;
    }
  }

  /** @throws LinkOfflineError when the connection ended before the broker had acknowledged */
  async publish({ topic, bytes, qos, retain }: OutgoingMessage): Promise<void> {
    if (!this.#client.connected) throw new LinkOfflineError();
    try {
      await this.#client.publishAsync(topic, Buffer.from(bytes), { qos, retain });
    } catch (error) {
      throw new LinkOfflineError(error);
    }
  }

  /** Sends DISCONNECT and closes; by force when that takes too long. */
  async close(): Promise<void> {
    const force = setTimeout(() => this.#client.end(true), CLOSE_TIMEOUT_MS);
    try {
      await this.#client.endAsync();
    } finally {
      clearTimeout(force);
    }
  }
}

/** A session that did not come to be. */
export class SessionError extends Error {
  readonly problem: LinkProblem;

  constructor(problem: LinkProblem) {
    super(problem.message);
    this.name = "SessionError";
    this.problem = problem;
  }
}

function clientOptions(options: SessionOptions): IClientOptions {
  const { username, password } = options.broker;
  const { version } = options;
  return {
    clientId: options.clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    protocolVersion: version,
    ...(version === 5
      ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: RECEIVE_MAXIMUM } }
      : {}),
    clean: false,
    keepalive: options.keepAliveS ?? LIMITS.keepAlive.value,
    connectTimeout: options.connectTimeoutMs,
    // The link owns the loop: mqtt.js has one fixed wait and stops for good at a refused CONNACK.
    reconnectPeriod: 0,
    resubscribe: false,
  };
}
