import { parseTimestamp } from "@homesync/protocol";
import { apiUrl, askBridge, type BridgeAccess } from "../bridge-api/access.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";

const POLL_MS = 250;
const METRIC = "power";

/**
 * Asks a bridge's API for the newest stored reading of one node, over and over: tells how long readings take to the store,
 * within the period of its questions. Knows the bridge by its API alone.
 */
export class StoreWatch {
  readonly #url: string;
  readonly #token: string;
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  #newestMs: number;
  #cancelTimer: () => void = () => undefined;
  #over = false;

  constructor(
    store: BridgeAccess,
    node: { readonly homeId: string; readonly nodeId: string },
    metrics: Metrics,
    clock: Clock,
  ) {
    const path = `homes/${node.homeId}/nodes/${node.nodeId}/history?metric=${METRIC}&order=desc&limit=1`;
    this.#url = apiUrl(store.url, path);
    this.#token = store.token;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#newestMs = clock.utcMs();
  }

  start(): void {
    void this.#poll();
  }

  stop(): void {
    this.#over = true;
    this.#cancelTimer();
  }

  async #poll(): Promise<void> {
    const newestMs = await this.#newest();
    if (newestMs !== undefined && newestMs > this.#newestMs) {
      this.#newestMs = newestMs;
      this.#metrics.record("delivery.store", Math.max(0, this.#clock.utcMs() - newestMs));
    }
    if (!this.#over) this.#cancelTimer = this.#clock.timer(POLL_MS, () => void this.#poll());
  }

  /** Unix time of the newest reading; undefined when there is none, or no answer. */
  async #newest(): Promise<number | undefined> {
    try {
      const response = await askBridge(this.#url, this.#token);
      // The node is not known to the bridge until its first message: no failure yet.
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`status ${response.status}`);
      const body = (await response.json()) as { points?: { timestamp?: unknown }[] };
      const timestamp = body.points?.[0]?.timestamp;
      return typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
    } catch {
      this.#metrics.fail("store");
      return undefined;
    }
  }
}
