/** How long before the interval ends the ping leaves, as a share of it, so that the broker never waits longer. */
const EARLY = 0.02;

/**
 * When to ping (MQTT 3.1.1, 3.1.2.10) and when to give up. As the board's library does, it also pings when nothing came
 * in for an interval: a node that publishes at QoS 0 would otherwise never notice a half-open connection.
 */
export class KeepAlive {
  #intervalMs = 0;
  #sentMs = 0;
  #receivedMs = 0;
  /** When the unanswered PINGREQ left; -1 when there is none. */
  #pingMs = -1;

  /** @param intervalMs 0 switches it off [MQTT-3.1.2-10] */
  start(intervalMs: number): void {
    this.#intervalMs = intervalMs * (1 - EARLY);
    this.#sentMs = 0;
    this.#receivedMs = 0;
    this.#pingMs = -1;
  }

  sent(nowMs: number): void {
    this.#sentMs = nowMs;
  }

  received(nowMs: number): void {
    this.#receivedMs = nowMs;
  }

  /** A PINGREQ left. */
  pinged(nowMs: number): void {
    this.#pingMs = nowMs;
  }

  /** A PINGRESP came. */
  answered(): void {
    this.#pingMs = -1;
  }

  check(nowMs: number): "ping" | "dead" | "well" {
    if (nowMs < this.nextMs()) return "well";
    return this.#pingMs >= 0 ? "dead" : "ping";
  }

  /** When to check next, monotonic ms. An answer may take half an interval: the broker itself gives up after one and a half. */
  nextMs(): number {
    if (this.#intervalMs === 0) return Number.POSITIVE_INFINITY;
    if (this.#pingMs >= 0) return this.#pingMs + this.#intervalMs / 2;
    return Math.min(this.#sentMs, this.#receivedMs) + this.#intervalMs;
  }
}
