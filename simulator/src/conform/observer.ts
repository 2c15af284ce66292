import type { BrokerAccess } from "@homesync/broker/reach";
import { buildTopic, TOPIC_KEYS, TOPICS, type TopicKey, topicPattern } from "@homesync/protocol";
import type { IClientOptions, MqttClient } from "mqtt";
import { connectOnce } from "../commands/connect-once.ts";
import { Violation } from "./violation.ts";

/** Highest: nothing arrives with a lower QoS than it was published with (MQTT 3.1.1, 4.3). */
const QOS = 2;

/** Of messages to nobody. */
const OWN_KEY = "conform";
/** Longest time that the broker takes to hand over what it kept. */
const RETAINED_LIMIT_MS = 5000;
/** When nothing has come for so long, there is no more. */
const RETAINED_QUIET_MS = 300;
const RETAINED_KEYS = TOPIC_KEYS.filter((key) => TOPICS[key].retain);

/** One message of the node, as a subscriber sees it. */
export interface Seen {
  readonly topic: string;
  /** `{category}/{name}`. */
  readonly key: string;
  readonly payload: Buffer;
  readonly qos: number;
  /** As published, where the broker speaks MQTT 5; otherwise only true for a retained copy of before. */
  readonly retain: boolean;
}

/** An ordinary client that sees everything on the topics of one node, and can speak to it. */
export class Observer {
  /** Whether `retain` is that of the publisher also for live messages (MQTT 5, retain as published). */
  readonly seesRetain: boolean;
  readonly seen: Seen[] = [];
  readonly #access: BrokerAccess;
  readonly #client: MqttClient;
  readonly #homeId: string;
  readonly #nodeId: string;
  readonly #waiting = new Set<() => void>();

  /** @throws what mqtt.js has to say when the broker does not let it in */
  static async open(access: BrokerAccess, homeId: string, nodeId: string): Promise<Observer> {
    const { client, version } = await connectNewest(access);
    const observer = new Observer(access, client, version === 5, homeId, nodeId);
    await client.subscribeAsync(observer.#filter, { qos: QOS, ...(version === 5 ? { rap: true } : {}) });
    return observer;
  }

  private constructor(
    access: BrokerAccess,
    client: MqttClient,
    seesRetain: boolean,
    homeId: string,
    nodeId: string,
  ) {
    this.#access = access;
    this.#client = client;
    this.seesRetain = seesRetain;
    this.#homeId = homeId;
    this.#nodeId = nodeId;
    client.on("message", (topic, payload, { qos, retain }) => {
      const key = topic.split("/").slice(4).join("/");
      // Those are ours.
      if (key.startsWith("command/") || key === OWN_KEY) return;
      this.seen.push({ topic, key, payload: Buffer.from(payload), qos, retain });
      for (const look of this.#waiting) look();
    });
  }

  /** Where what comes next will be in `seen`. */
  get now(): number {
    return this.seen.length;
  }

  /** Messages on a topic since a moment, parsed; those that are no JSON are left out. */
  since(from: number, key: TopicKey): Record<string, unknown>[] {
    return this.seen
      .slice(from)
      .filter((seen) => seen.key === key)
      .map(({ payload }) => parsed(payload))
      .filter((payload) => payload !== undefined);
  }

  /**
   * The first message since a moment that satisfies the condition, waited for.
   * @throws Violation that says what was waited for
   */
  async next(
    from: number,
    what: string,
    limitMs: number,
    holds: (seen: Seen, payload: Record<string, unknown>) => boolean,
  ): Promise<Seen> {
    let looked = from;
    let found: Seen | undefined;
    await this.#until(what, limitMs, () => {
      for (; found === undefined && looked < this.seen.length; looked++) {
        const seen = this.seen[looked] as Seen;
        if (holds(seen, parsed(seen.payload) ?? {})) found = seen;
      }
      return found !== undefined;
    });
    return found as unknown as Seen;
  }

  /** What a new subscriber is given at once: the retained messages. */
  async retained(): Promise<Map<string, Seen>> {
    const observer = await Observer.open(this.#access, this.#homeId, this.#nodeId);
    try {
      const kept = (): Map<string, Seen> =>
        new Map(observer.seen.flatMap((seen) => (seen.retain ? [[seen.key, seen] as const] : [])));
      // A broker need not hand them over before anything else.
      await observer
        .#until("retained messages", RETAINED_LIMIT_MS, () => RETAINED_KEYS.every((key) => kept().has(key)))
        .catch(() => undefined);
      // Those that should not be there come beside these.
      for (let before = -1; before < kept().size; ) {
        before = kept().size;
        await new Promise((resolve) => setTimeout(resolve, RETAINED_QUIET_MS));
      }
      return kept();
    } finally {
      await observer.close();
    }
  }

  /** Sends a command; text and bytes as they are. */
  async publish(
    key: TopicKey,
    payload: object | string | Uint8Array,
    { qos = 1, retain = false }: { qos?: 0 | 1; retain?: boolean } = {},
  ): Promise<void> {
    const topic = buildTopic({ homeId: this.#homeId, nodeId: this.#nodeId, key });
    if (!topic.ok) throw new RangeError(topic.error.message);
    const bytes =
      typeof payload === "string" || payload instanceof Uint8Array ? payload : JSON.stringify(payload);
    await this.#client.publishAsync(topic.value, Buffer.from(bytes), { qos, retain });
  }

  /** What was published before has reached the broker, also at QoS 0. */
  async flush(): Promise<void> {
    const topic = topicPattern(this.#homeId, this.#nodeId, OWN_KEY);
    await this.#client.publishAsync(topic, "", { qos: 1 });
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }

  get #filter(): string {
    return topicPattern(this.#homeId, this.#nodeId, "#");
  }

  #until(what: string, limitMs: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve();
      };
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Violation(`no ${what} within ${limitMs / 1000} s`));
      }, limitMs);
      this.#waiting.add(look);
      look();
    });
  }
}

/** MQTT 5 where the broker speaks it, else 3.1.1. */
async function connectNewest(access: BrokerAccess): Promise<{ client: MqttClient; version: 4 | 5 }> {
  const options: IClientOptions = { clean: true };
  try {
    return { client: await connectOnce(access, { ...options, protocolVersion: 5 }), version: 5 };
  } catch {
    return { client: await connectOnce(access, { ...options, protocolVersion: 4 }), version: 4 };
  }
}

function parsed(payload: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
