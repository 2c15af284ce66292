import { connectAsync, type MqttClient } from "mqtt";

/** A subscriber to a few homes that tells how long their readings take to it, by their own timestamps. */
export class Listener {
  readonly #client: MqttClient;
  #delaysMs: number[] = [];

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (_topic, payload) => {
      const { timestamp } = JSON.parse(payload.toString()) as { timestamp: string };
      // Readings of one sample are told apart by a millisecond each, so the last may seem to come from the future.
      this.#delaysMs.push(Math.max(0, Date.now() - Date.parse(timestamp)));
    });
  }

  static async open(url: string, homes: readonly string[]): Promise<Listener> {
    const client = await connectAsync(url, { reconnectPeriod: 0 });
    await client.subscribeAsync(homes.map((home) => `homesync/${home}/nodes/+/telemetry/+`));
    return new Listener(client);
  }

  /** From now on. */
  forget(): void {
    this.#delaysMs = [];
  }

  /** The 99th percentile. @throws Error when nothing came */
  p99Ms(): number {
    const sorted = this.#delaysMs.sort((a, b) => a - b);
    const delay = sorted[Math.floor(sorted.length * 0.99)];
    if (delay === undefined) throw new Error("no reading came to the subscriber");
    return delay;
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }
}
