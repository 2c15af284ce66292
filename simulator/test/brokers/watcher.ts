import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";

/** One message as an ordinary client sees it. */
export interface Seen {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

/** An ordinary MQTT client that remembers what it saw, and can wait for what it will see. */
export class Watcher {
  readonly client: MqttClient;
  readonly seen: Seen[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(client: MqttClient) {
    this.client = client;
    client.on("error", () => undefined);
    client.on("message", (topic, payload, { qos, retain }) => {
      this.seen.push({ topic, payload, qos, retain });
      for (const check of this.#waiting) check();
    });
  }

  /** Connects and subscribes at QoS 1. */
  static async open(url: string, filter = "homesync/#", options: IClientOptions = {}): Promise<Watcher> {
    const watcher = new Watcher(await connectAsync(url, { ...options, reconnectPeriod: 200 }));
    watcher.client.on("connect", () => watcher.client.subscribe(filter, { qos: 1 }));
    await watcher.client.subscribeAsync(filter, { qos: 1 });
    return watcher;
  }

  /** Resolves as soon as what was seen satisfies the condition; rejects, saying what was wanted, after `limitMs`. */
  until(what: string, holds: (seen: readonly Seen[]) => boolean, limitMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!holds(this.seen)) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`not within ${limitMs} ms: ${what}; ${this.seen.length} messages seen`));
      }, limitMs);
      this.#waiting.add(check);
      check();
    });
  }

  /** Everything that was published before now has been seen when this resolves. */
  async settle(): Promise<void> {
    const topic = `homesync/settled-${Math.floor(Math.random() * 1e9)}`;
    await this.client.publishAsync(topic, "", { qos: 1 });
    await this.until("its own message", (seen) => seen.some((message) => message.topic === topic));
    const own = this.seen.findIndex((message) => message.topic === topic);
    this.seen.splice(own, 1);
  }

  close(): Promise<void> {
    return this.client.endAsync(true);
  }
}

/** The parsed payloads seen on topics that end so. */
export const payloadsOn = (seen: readonly Seen[], suffix: string): Record<string, unknown>[] =>
  seen
    .filter(({ topic, payload }) => topic.endsWith(suffix) && payload.length > 0)
    .map(({ payload }) => JSON.parse(payload.toString()));
