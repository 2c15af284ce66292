import type { Broker } from "@homesync/broker";
import { backendSubscriptions } from "@homesync/protocol";
import type { Clock } from "../time/clock.ts";
import {
  type Link,
  type LinkHandlers,
  LinkOfflineError,
  type LinkStatus,
  type OutgoingMessage,
} from "./link.ts";
import { TrafficMeter } from "./traffic.ts";
import { TurnGroup } from "./turn-group.ts";

/** A broker in this process: connected as long as it runs. The broker's life is its owner's business. */
export class EmbeddedLink implements Link {
  readonly address: string;
  readonly problems = new Map();
  readonly traffic = new TrafficMeter();
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #moreFilters: readonly string[];
  #status: LinkStatus;
  #handlers: LinkHandlers | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;

  /** @param moreFilters beside those of the protocol */
  constructor(broker: Broker, clock: Clock, moreFilters: readonly string[] = []) {
    this.#moreFilters = moreFilters;
    this.#broker = broker;
    this.#clock = clock;
    this.address = broker.url;
    this.#status = { state: "disconnected", sinceMs: clock.now() };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  async start(handlers: LinkHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#enter("connecting");
    const filters = [...backendSubscriptions().map(({ filter }) => filter), ...this.#moreFilters];
    const group = new TurnGroup(handlers);
    this.#unsubscribe = await this.#broker.subscribeAcknowledging(
      filters,
      (topic, payload, { retain, qos }, done) =>
        group.add({ topic, payload, retained: retain, qos: qos > 0 ? 1 : 0 }, done),
    );
    this.#enter("connected");
  }

  async publish({ topic, bytes, qos, retain }: OutgoingMessage): Promise<void> {
    if (this.#status.state !== "connected") throw new LinkOfflineError();
    await this.#broker.publish(topic, bytes, { qos, retain });
  }

  watch(): void {
    // All homes are listened to: the broker is in this process.
  }

  unwatch(): void {
    // Likewise.
  }

  renew(): void {
    // Nothing was refused.
  }

  async close(): Promise<void> {
    if (this.#status.state !== "connected") return;
    this.#enter("disconnected");
    await this.#unsubscribe?.();
  }

  #enter(state: LinkStatus["state"]): void {
    this.#status = { state, sinceMs: this.#clock.now() };
    this.#handlers?.onStatus(this.#status);
  }
}
