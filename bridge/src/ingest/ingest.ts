import { decode, LIMITS, type Message, parseTopic, TOPICS } from "@homesync/protocol";
import type { Logger } from "pino";
import type { IncomingMessage } from "../link/link.ts";
import type { ReadingBatch } from "../series/reading-batch.ts";
import { metricOf } from "../state/metric-of.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Clock } from "../time/clock.ts";
import { MalformedReport } from "./malformed.ts";

export type ResponseMessage = Extract<Message, { key: "response/command" | "response/ota" }>;

export interface IngestParts {
  readonly state: StateStore;
  readonly readings: ReadingBatch;
  /** Whether a node's messages are taken in (REQ-003, "filter messages by registered device IDs"); all are when absent. */
  readonly accepts?: ((node: NodeAddress) => boolean) | undefined;
  /** Sees each message that is taken in, after the state. */
  readonly onMessage?: ((message: Message, retained: boolean) => void) | undefined;
  /** Takes the answers of nodes. */
  readonly onResponse: (message: ResponseMessage) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface IngestStats {
  readonly received: number;
  readonly malformed: number;
  /** Readings and status whose time lay too far in the future: the time of arrival was taken. */
  readonly fromFuture: number;
  /** Retained copies of what the topic table says is never retained. */
  readonly wronglyRetained: number;
  /** Messages of nodes that there was no room for. */
  readonly tooManyNodes: number;
  /** Messages of nodes that nobody added, in the registry's mode `registered`. */
  readonly notRegistered: number;
}

/** A message further in the future than this is not believed: as much as a node grants its commands. */
const MAX_FUTURE_MS = LIMITS.commandClockSkew.value;

/** From the broker's bytes to state, series and answers: decode, latest state, batch (design: the bridge, ingest). */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #malformed: MalformedReport;
  #received = 0;
  #fromFuture = 0;
  #wronglyRetained = 0;
  #tooManyNodes = 0;
  #notRegistered = 0;

  constructor(parts: IngestParts) {
    this.#parts = parts;
    this.#malformed = new MalformedReport(parts.clock, parts.log);
  }

  get stats(): IngestStats {
    return {
      received: this.#received,
      malformed: this.#malformed.count,
      fromFuture: this.#fromFuture,
      wronglyRetained: this.#wronglyRetained,
      tooManyNodes: this.#tooManyNodes,
      notRegistered: this.#notRegistered,
    };
  }

  /** Takes one message. Synchronous, so that it is taken in before the broker gets its acknowledgement. */
  accept({ topic, payload, retained }: IncomingMessage): void {
    this.#received += 1;
    if (payload.length === 0 && isKeptTopic(topic)) return;
    const decoded = decode(topic, payload);
    if (!decoded.ok) {
      this.#malformed.add(decoded.error, payload);
      return;
    }
    const message = decoded.value;
    if (retained && !TOPICS[message.key].retain) {
      // It would be taken for a new reading of now, each time that the bridge connects.
      this.#wronglyRetained += 1;
      return;
    }
    this.#take(message, retained);
  }

  #take(message: Message, retained: boolean): void {
    const { state, readings, onResponse, onMessage, accepts, clock } = this.#parts;
    if (accepts?.(message) === false) {
      this.#notRegistered += 1;
      return;
    }
    const arrivalMs = clock.now();
    const timeMs = this.#timeOf(message, arrivalMs);
    if (!state.observe({ message, timeMs, arrivalMs, retained })) {
      this.#refuseNode(message);
      return;
    }
    onMessage?.(message, retained);
    if (message.key === "response/command" || message.key === "response/ota") {
      onResponse(message);
      return;
    }
    const metric = metricOf(message.key);
    if (metric === undefined) return;
    const { homeId, nodeId } = message;
    const { value, quality } = message.payload as { value: number; quality: number };
    readings.add({ homeId, nodeId, metric, value, quality, timeMs });
  }

  /** The message's own time unless it has none or one that cannot be (design: timestamp). */
  #timeOf({ timestampMs }: Message, arrivalMs: number): number {
    if (timestampMs === undefined) return arrivalMs;
    if (timestampMs <= arrivalMs + MAX_FUTURE_MS) return timestampMs;
    this.#fromFuture += 1;
    return arrivalMs;
  }

  #refuseNode({ homeId, nodeId }: Message): void {
    if (this.#tooManyNodes === 0) {
      this.#parts.log.error({ homeId, nodeId }, "too many nodes: messages of further ones are not taken in");
    }
    this.#tooManyNodes += 1;
  }
}

/**
 * Whether a broker keeps the last message of this topic: an empty one then only makes it forget that
 * [MQTT-3.3.1-10], and subscribers see it pass.
 */
function isKeptTopic(topic: string): boolean {
  const address = parseTopic(topic);
  return address.ok && TOPICS[address.value.key].retain;
}
