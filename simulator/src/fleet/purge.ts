import { buildTopic, TOPIC_KEYS, TOPICS } from "@homesync/protocol";
import { Connection } from "../mqtt/connection.ts";
import type { ConnectionOwner } from "../mqtt/connection-owner.ts";
import type { Failure } from "../mqtt/failure.ts";
import type { MqttIo } from "../mqtt/io.ts";
import type { Clock } from "../scheduler/clock.ts";
import { MAX_OPENING } from "./arrivals.ts";

/** What a node leaves behind on a broker: a session, by its client id, and retained messages, by its identity. */
export interface Trace {
  readonly clientId: string;
  readonly homeId: string;
  readonly nodeId: string;
}

const RETAINED_KEYS = TOPIC_KEYS.filter((key) => TOPICS[key].retain);
const RETAIN_QOS1 = 1 | (1 << 2);

/**
 * Removes what nodes left on the broker: connects under each client id with a clean session, which ends the persistent
 * one [MQTT-3.1.2-6], and publishes an empty retained message on each retained topic, which removes what is kept there
 * (3.3.1.3).
 * @returns how many were removed within the time; the others may be there still
 */
export function purge(io: MqttIo, clock: Clock, traces: readonly Trace[], limitMs: number): Promise<number> {
  return new Promise((resolve) => {
    let next = 0;
    let running = 0;
    let removed = 0;
    let finished = false;
    const open = new Set<Purger>();

    const finish = (): void => {
      if (finished) return;
      finished = true;
      cancelTimer();
      for (const purger of open) purger.abort();
      resolve(removed);
    };
    const cancelTimer = clock.timer(limitMs, finish);
    const fill = (): void => {
      while (!finished && running < MAX_OPENING && next < traces.length) {
        running++;
        const purger = new Purger(io, traces[next++] as Trace, (done) => {
          open.delete(purger);
          running--;
          if (done) removed++;
          fill();
        });
        open.add(purger);
        purger.start();
      }
      if (running === 0) finish();
    };
    fill();
  });
}

/** Removes the traces of one node. */
class Purger implements ConnectionOwner {
  readonly #connection: Connection;
  readonly #trace: Trace;
  readonly #done: (removed: boolean) => void;
  #unacknowledged = 0;
  #removed = false;

  constructor(io: MqttIo, trace: Trace, done: (removed: boolean) => void) {
    this.#trace = trace;
    this.#done = done;
    this.#connection = new Connection(io, this, io.loginOf(trace.homeId, trace.nodeId));
  }

  start(): void {
    this.#connection.open({ clientId: this.#trace.clientId, keepAliveS: 0, clean: true });
  }

  abort(): void {
    this.#connection.abort();
  }

  onConnected(): void {
    for (const key of RETAINED_KEYS) {
      const topic = buildTopic({ homeId: this.#trace.homeId, nodeId: this.#trace.nodeId, key });
      if (!topic.ok) continue;
      const bytes = Buffer.from(topic.value);
      const packetId = this.#connection.publish(bytes, 0, bytes.length, 0, 0, RETAIN_QOS1);
      if (packetId !== 0) this.#unacknowledged++;
    }
  }

  onPublished(): void {
    this.#unacknowledged--;
    if (this.#unacknowledged > 0) return;
    this.#removed = true;
    this.#connection.disconnect();
  }

  onClosed(_failure: Failure | undefined): void {
    this.#done(this.#removed);
  }

  onMessage(): void {
    // It subscribes to nothing.
  }
}
