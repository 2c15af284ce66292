import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS, type Subscription } from "@homesync/protocol";
import { type IClientOptions, type ISubscriptionMap, MqttClient } from "mqtt";
import { dial } from "./dial.ts";
import { type LinkHandlers, LinkOfflineError, type OutgoingMessage } from "./link.ts";
import {
  closedEarly,
  connackProblem,
  disconnectProblem,
  type LinkProblem,
  lost,
  socketProblem,
  subscriptionProblem,
} from "./problem.ts";
import { PublishTap } from "./publish-tap.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { TrafficMeter } from "./traffic.ts";

export interface SessionOptions {
  readonly broker: BrokerAccess;
  /** The same at every start, so that the broker finds the session again. */
  readonly clientId: string;
  /** 4 is MQTT 3.1.1. */
  readonly version: 4 | 5;
  readonly subscriptions: Subscriptions;
  /** Whether the broker forgets the session, and what waits in it, when the bridge goes (MQTT 3.1.1, 3.1.2.4). */
  readonly clean: boolean;
  readonly meter: TrafficMeter;
  /** The protocol's, 60, when absent. */
  readonly keepAliveS?: number | undefined;
  /** Milliseconds until a connect is given up. */
  readonly connectTimeoutMs: number;
}

/** How long the broker keeps the session of an absent bridge: MQTT 5 ends it at once unless told (3.1.2.11.2). */
const SESSION_EXPIRY_S = 24 * 3600;

/** Messages that the broker sends at QoS 1 before one of them is acknowledged (MQTT 5, 3.1.2.11.3). */
const RECEIVE_MAXIMUM = 1_000;

/** SUBACK codes from here on refuse (MQTT 3.1.1, 3.9.3; MQTT 5, 3.9.3). */
const REFUSED = 0x80;

/** Ending politely takes at most this long, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

/** One connection to the broker, from CONNECT to its end. A reconnect is a new session of the same client id. */
export class MqttSession {
  readonly #client: MqttClient;
  readonly #options: SessionOptions;
  /** Resolves when the connection has ended, with what is known of the reason. */
  readonly ended: Promise<LinkProblem>;

  private constructor(client: MqttClient, options: SessionOptions, ended: Promise<LinkProblem>) {
    this.#client = client;
    this.#options = options;
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
    const { broker, version, meter } = options;
    const client = new MqttClient(() => {
      const { tls } = broker.address;
      meter.connect(tls);
      return new PublishTap(dial(broker), version, handlers, {
        received: (bytes) => meter.received(bytes, tls),
        sent: (bytes) => meter.sent(bytes, tls),
      });
    }, clientOptions(options));
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
      options,
      ended.then(() => problem ?? lost),
    );
    for (const packet of options.subscriptions.packets()) {
      const refusal = await session.subscribe(packet);
      if (refusal === undefined) continue;
      await session.close();
      throw new SessionError(problem ?? refusal);
    }
    return session;
  }

  /**
   * Subscribes. What is refused for one node alone is noted, to be tried again when that node comes online.
   * @returns why the session is of no use: a refusal that concerns all nodes, or the end of the connection
   */
  subscribe(wanted: readonly Subscription[]): Promise<LinkProblem | undefined> {
    if (wanted.length === 0) return Promise.resolve(undefined);
    const map: ISubscriptionMap = Object.fromEntries(wanted.map(({ filter, qos }) => [filter, { qos }]));
    return new Promise((resolve) => {
      this.#client.subscribe(map, {}, (_error, _granted, packet) => {
        if (packet === undefined) return resolve(lost);
        // The codes come in the order of the filters (MQTT 3.1.1, 3.9.3).
        const refused = wanted.filter((_, at) => Number(packet.granted[at] ?? REFUSED) >= REFUSED);
        const useless = refused.some((subscription) => !this.#options.subscriptions.refused(subscription));
        resolve(useless ? subscriptionProblem(Number(packet.granted[0])) : undefined);
      });
    });
  }

  /** Listens to these filters no more; what fails ends with the connection anyway. */
  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (filters.length === 0 || !this.#client.connected) return;
    await this.#client.unsubscribeAsync([...filters]).catch(() => undefined);
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

  /**
   * Sends DISCONNECT and closes; by force when that takes too long. A session that the broker keeps keeps its
   * subscriptions (design: unsubscribe); one that it forgets is unsubscribed first (REQ-002, "Graceful disconnect").
   */
  async close(): Promise<void> {
    const force = setTimeout(() => this.#client.end(true), CLOSE_TIMEOUT_MS);
    const { clean, subscriptions } = this.#options;
    try {
      if (clean) await this.unsubscribe(subscriptions.filters);
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
  const { version, clean } = options;
  return {
    clientId: options.clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    protocolVersion: version,
    ...(version === 5
      ? {
          properties: {
            sessionExpiryInterval: clean ? 0 : SESSION_EXPIRY_S,
            receiveMaximum: RECEIVE_MAXIMUM,
          },
        }
      : {}),
    clean,
    keepalive: options.keepAliveS ?? LIMITS.keepAlive.value,
    connectTimeout: options.connectTimeoutMs,
    // The link owns the loop: mqtt.js has one fixed wait and stops for good at a refused CONNACK.
    reconnectPeriod: 0,
    resubscribe: false,
  };
}
