import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, decodePayload, parseTopic } from "@homesync/protocol";
import type { MqttClient } from "mqtt";
import { closeClient, openClient } from "../commands/client.ts";
import type { OwnNodes } from "../commands/own-nodes.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";

/** How long a reading may be on its way before it counts as lost, while the run lasts. */
const GRACE_MS = 2000;
/** Longest wait at the end for what the broker still has. */
const SETTLE_LIMIT_MS = 5000;

/**
 * An ordinary subscriber to the run's homes: tells how long readings take to it, from their own timestamps, and how many
 * did not come.
 */
export class Observer {
  readonly #client: MqttClient;
  readonly #own: OwnNodes;
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  /** Readings sent, at moments of the last seconds. */
  readonly #sent: { readonly atMs: number; readonly count: number }[] = [];
  #received = 0;
  #lost = 0;

  private constructor(client: MqttClient, own: OwnNodes, metrics: Metrics, clock: Clock) {
    this.#client = client;
    this.#own = own;
    this.#metrics = metrics;
    this.#clock = clock;
    client.on("message", (topic, payload, { retain }) => {
      if (!retain) this.#message(topic, payload);
    });
  }

  static async open(access: BrokerAccess, own: OwnNodes, metrics: Metrics, clock: Clock): Promise<Observer> {
    const filters = own.homes.flatMap((homeId) =>
      backendSubscriptions({ homeId })
        .filter(({ filter }) => filter.endsWith("/telemetry/+"))
        // At QoS 1, so that the broker lowers none of a fleet that publishes so (MQTT 3.1.1, 3.8.4).
        .map(({ filter }) => ({ filter, qos: 1 as const })),
    );
    return new Observer(await openClient(access, "observer", filters), own, metrics, clock);
  }

  /**
   * Compares what came with what was sent a little earlier, so that what is on its way is not lost. What arrives late
   * after all is taken back.
   * @param sent readings that the fleet sent up to now
   */
  compare(sent: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.#sent.push({ atMs: nowMs, count: sent });
    while (this.#sent.length > 1 && nowMs - (this.#sent[1]?.atMs ?? nowMs) >= GRACE_MS) this.#sent.shift();
    const [oldest] = this.#sent;
    if (oldest !== undefined && nowMs - oldest.atMs >= GRACE_MS) this.#setLost(oldest.count);
  }

  /** Waits until everything that was sent has come, or the broker has nothing more; then leaves. */
  async close(sent: number): Promise<void> {
    if (this.#client.connected && this.#received < sent) await this.#settle();
    this.#setLost(sent);
    await closeClient(this.#client);
  }

  /** A message of its own comes after everything that the broker took before it from connections that are closed. */
  async #settle(): Promise<void> {
    const topic = `homesync-sim/settled/${Math.floor(Math.random() * 0x1_0000_0000).toString(36)}`;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.timer(SETTLE_LIMIT_MS, resolve);
      this.#client.on("message", (arrived) => {
        if (arrived !== topic) return;
        cancel();
        resolve();
      });
      this.#client
        .subscribeAsync(topic, { qos: 1 })
        .then(() => this.#client.publishAsync(topic, "", { qos: 1 }))
        // The limit ends the wait when the broker is gone, or does not permit it.
        .catch(() => undefined);
    });
  }

  #message(topic: string, payload: Buffer): void {
    const address = parseTopic(topic);
    if (!address.ok || !address.value.key.startsWith("telemetry/") || !this.#own.has(address.value)) return;
    this.#received++;
    this.#metrics.count("telemetry.received");
    const decoded = decodePayload(address.value.key, payload, topic);
    const timestampMs = decoded.ok ? decoded.value.timestampMs : undefined;
    // A node whose clock is not set, or runs ahead, tells no latency.
    if (timestampMs === undefined) return;
    const tookMs = this.#clock.utcMs() - timestampMs;
    if (tookMs >= 0) this.#metrics.record("delivery.subscriber", tookMs);
  }

  #setLost(sent: number): void {
    const lost = Math.max(0, sent - this.#received);
    this.#metrics.count("telemetry.lost", lost - this.#lost);
    this.#lost = lost;
  }
}
