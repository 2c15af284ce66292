import { decode, LIMITS, type Message, type MetricName, parseTopic, TOPICS } from "@homesync/protocol";
import type { Logger } from "pino";
import type { Journal } from "../journal/journal.ts";
import type { IncomingMessage } from "../link/link.ts";
import type { SeriesNames } from "../series/series-names.ts";
import { metricOf } from "../state/metric-of.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Clock } from "../time/clock.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { JournalGate } from "./journal-gate.ts";
import { MalformedReport } from "./malformed.ts";

export type ResponseMessage = Extract<Message, { key: "response/command" | "response/ota" }>;

export interface IngestParts {
  readonly state: StateStore;
  readonly journal: Journal;
  readonly names: SeriesNames;
  readonly deadLetters: DeadLetters;
  /** Whether a node's messages are taken in (REQ-003, "filter messages by registered device IDs"); all are when absent. */
  readonly accepts?: ((node: NodeAddress) => boolean) | undefined;
  /** Sees each message that is taken in and is no reading, after the state. */
  readonly onMessage?: ((message: Message, retained: boolean) => void) | undefined;
  /** Takes the answers of nodes. */
  readonly onResponse: (message: ResponseMessage) => void;
  /** Told when there is more in the journal. */
  readonly onLogged: () => void;
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
  /** Readings that waited too long for the durable log, as the disk was full. */
  readonly outdated: number;
}

/** A message further in the future than this is not believed: as much as a node grants its commands. */
const MAX_FUTURE_MS = LIMITS.commandClockSkew.value;

/**
 * From the broker's bytes to state, durable log and answers: size check, topic parse, JSON, schema, latest state,
 * durable log, acknowledge (design: the bridge, ingest). Everything is done in the turn in which a message is read.
 */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #gate: JournalGate;
  readonly #malformed: MalformedReport;
  #received = 0;
  #fromFuture = 0;
  #wronglyRetained = 0;
  #tooManyNodes = 0;
  #notRegistered = 0;

  constructor(parts: IngestParts) {
    this.#parts = parts;
    this.#gate = new JournalGate(parts);
    this.#malformed = new MalformedReport(parts);
  }

  get stats(): IngestStats {
    return {
      received: this.#received,
      malformed: this.#malformed.count,
      fromFuture: this.#fromFuture,
      wronglyRetained: this.#wronglyRetained,
      tooManyNodes: this.#tooManyNodes,
      notRegistered: this.#notRegistered,
      outdated: this.#gate.outdated,
    };
  }

  /** Takes one message; it is durable when the group that {@link endGroup} ends is acknowledged. */
  accept({ topic, payload, retained, qos }: IncomingMessage): void {
    this.#received += 1;
    if (qos > 0) this.#gate.owe();
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
    if (this.#parts.accepts?.(message) === false) {
      this.#notRegistered += 1;
      return;
    }
    const metric = metricOf(message.key);
    if (metric === undefined) this.#takeMessage(message, topic, payload, retained);
    else this.#takeReading(message, metric, qos);
  }

  /**
   * Ends a group of messages: what is owed an acknowledgement is written now, the rest soon.
   * @returns false when the group is not taken
   */
  endGroup(acknowledge: () => void): boolean {
    return this.#gate.endGroup(acknowledge);
  }

  /** Writes what waits. */
  close(): void {
    this.#gate.close();
  }

  #takeReading(message: Message, metric: MetricName, qos: 0 | 1): void {
    const { state, names, clock } = this.#parts;
    const { homeId, nodeId } = message;
    const { value, quality } = message.payload as { value: number; quality: number };
    const arrivalMs = clock.now();
    const timeMs = this.#timeOf(message, arrivalMs);
    if (!state.observeReading({ homeId, nodeId, metric, value, quality, timeMs, arrivalMs })) {
      this.#refuseNode(message);
      return;
    }
    this.#gate.addReading(
      { series: names.of(homeId, nodeId, metric), timeMs, value, quality },
      arrivalMs,
      qos,
    );
  }

  #takeMessage(message: Message, topic: string, payload: Uint8Array, retained: boolean): void {
    const { state, onResponse, onMessage, clock } = this.#parts;
    const arrivalMs = clock.now();
    const timeMs = this.#timeOf(message, arrivalMs);
    if (!state.observe({ message, timeMs, arrivalMs, retained })) {
      this.#refuseNode(message);
      return;
    }
    this.#gate.addMessage(topic, payload, retained);
    onMessage?.(message, retained);
    if (message.key === "response/command" || message.key === "response/ota") onResponse(message);
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
