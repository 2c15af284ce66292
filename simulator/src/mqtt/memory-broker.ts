import { generate, type Packet } from "mqtt-packet";
import type { Clock } from "../scheduler/clock.ts";
import { FrameParser } from "./parser.ts";
import { type FrameSink, FrameSplitter } from "./splitter.ts";
import type { Dial, DialRequest, Transport } from "./transport.ts";
import type { ProtocolLevel } from "./version.ts";

/** A PUBLISH that arrived; the payload is only valid during the call. */
export type PublishListener = (topic: string, payload: Buffer, qos: number, retain: boolean) => void;

/** What the bytes of one write may be, at most. */
const MAX_FRAME = 256 * 1024;
const PUBLISH = 3;

/**
 * The broker's end of connections that are made of memory: it answers what a node sends (CONNACK, SUBACK, PUBACK, PINGRESP)
 * on the clock of the fleet, so that a run on a virtual clock needs no socket and is the same every time. It routes nothing
 * from node to node: whoever runs the fleet hears every message, and sends those that nodes are to get.
 */
export class MemoryBroker {
  readonly #clock: Clock;
  readonly #level: ProtocolLevel;
  readonly #onPublish: PublishListener;
  readonly #ends = new Set<MemoryTransport>();
  readonly #parser: FrameParser;
  #refusing = false;

  constructor(clock: Clock, onPublish: PublishListener, level: ProtocolLevel = 4) {
    this.#clock = clock;
    this.#level = level;
    this.#onPublish = onPublish;
    this.#parser = new FrameParser(level);
  }

  /** Opens a connection to this broker; to be given to the fleet. */
  readonly dial: Dial = (request) => {
    const transport: MemoryTransport = new MemoryTransport(request, {
      clock: this.#clock,
      level: this.#level,
      parser: this.#parser,
      isRefusing: () => this.#refusing,
      onPublish: this.#onPublish,
      onGone: () => this.#ends.delete(transport),
    });
    this.#ends.add(transport);
    return transport;
  };

  /** Sends a message to every node that subscribed to its topic. */
  send(topic: string, payload: string | Buffer): void {
    for (const end of this.#ends) end.deliver(topic, payload);
  }

  /** Ends every connection as a broker does that goes down, and takes none until `up`. */
  down(): void {
    this.#refusing = true;
    for (const end of [...this.#ends]) end.hangUp();
  }

  up(): void {
    this.#refusing = false;
  }
}

interface BrokerSide {
  readonly clock: Clock;
  readonly level: ProtocolLevel;
  readonly parser: FrameParser;
  readonly onPublish: PublishListener;
  readonly isRefusing: () => boolean;
  readonly onGone: () => void;
}

class MemoryTransport implements Transport, FrameSink {
  readonly writableLength = 0;
  destroyed = false;
  readonly #request: DialRequest;
  readonly #side: BrokerSide;
  readonly #splitter = new FrameSplitter(MAX_FRAME);
  readonly #filters: string[] = [];
  #answers: Buffer[] = [];
  #answering = false;
  #lastPacketId = 0;
  #onError: ((error: NodeJS.ErrnoException) => void) | null = null;
  readonly #onClose: (() => void)[] = [];

  constructor(request: DialRequest, side: BrokerSide) {
    this.#request = request;
    this.#side = side;
  }

  write(latin1: string): boolean {
    if (this.destroyed) return false;
    if (this.#side.isRefusing()) {
      this.#later(() => this.#refuse());
      return true;
    }
    const bytes = Buffer.from(latin1, "latin1");
    this.#splitter.push(bytes, bytes.length, this);
    return true;
  }

  onFrame(bytes: Buffer, at: number, size: number): boolean {
    if (
      (bytes[at] as number) >> 4 === PUBLISH &&
      ((bytes[at] as number) & 6) === 0 &&
      this.#side.level === 4
    ) {
      this.#publishQos0(bytes, at, size);
      return true;
    }
    const packet = this.#side.parser.parse(bytes.subarray(at, at + size));
    if (packet !== undefined) this.#handle(packet);
    return !this.destroyed;
  }

  /** The hot one, without the parser. */
  #publishQos0(bytes: Buffer, at: number, size: number): void {
    let from = at + 1;
    while ((bytes[from] as number) >= 0x80) from++;
    const topicLength = ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    const topicAt = from + 3;
    this.#side.onPublish(
      bytes.toString("utf8", topicAt, topicAt + topicLength),
      bytes.subarray(topicAt + topicLength, at + size),
      0,
      ((bytes[at] as number) & 1) !== 0,
    );
  }

  #handle(packet: Packet): void {
    switch (packet.cmd) {
      case "connect":
        this.#answer(
          this.#side.level === 5
            ? { cmd: "connack", reasonCode: 0, sessionPresent: false }
            : { cmd: "connack", returnCode: 0, sessionPresent: false },
        );
        break;
      case "subscribe":
        for (const { topic } of packet.subscriptions) this.#filters.push(topic);
        this.#answer({
          cmd: "suback",
          messageId: packet.messageId as number,
          granted: packet.subscriptions.map(({ qos }) => qos),
        });
        break;
      case "publish":
        this.#side.onPublish(packet.topic, packet.payload as Buffer, packet.qos, packet.retain);
        if (packet.qos === 1) this.#answer({ cmd: "puback", messageId: packet.messageId as number });
        break;
      case "pingreq":
        this.#answer({ cmd: "pingresp" });
        break;
      default:
        break;
    }
  }

  deliver(topic: string, payload: string | Buffer): void {
    if (!this.#filters.some((filter) => matches(filter, topic))) return;
    this.#lastPacketId = (this.#lastPacketId % 0xffff) + 1;
    this.#answer({
      cmd: "publish",
      topic,
      payload,
      qos: 1,
      retain: false,
      dup: false,
      messageId: this.#lastPacketId,
    });
  }

  #answer(packet: Packet): void {
    this.#answers.push(generate(packet, { protocolVersion: this.#side.level }));
    if (this.#answering) return;
    this.#answering = true;
    this.#later(() => this.#sendAnswers());
  }

  #sendAnswers(): void {
    this.#answering = false;
    const bytes = Buffer.concat(this.#answers);
    this.#answers = [];
    const buffer = this.#request.onread.buffer as Buffer;
    for (let at = 0; at < bytes.length && !this.destroyed; at += buffer.length) {
      const length = bytes.copy(buffer, 0, at, Math.min(bytes.length, at + buffer.length));
      this.#request.onread.callback(length, buffer);
    }
  }

  #refuse(): void {
    if (this.destroyed) return;
    this.#onError?.call(this, Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
    this.hangUp();
  }

  hangUp(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#side.onGone();
    this.#later(() => {
      for (const listener of this.#onClose) listener.call(this);
    });
  }

  /** Never from inside the node that wrote: as the network would. */
  #later(callback: () => void): void {
    this.#side.clock.timer(0, callback);
  }

  pause(): void {
    this.#answers = [];
  }

  destroySoon(): void {
    this.hangUp();
  }

  destroy(): void {
    this.hangUp();
  }

  resetAndDestroy(): void {
    this.hangUp();
  }

  on(event: "error" | "close", listener: (this: this, error: NodeJS.ErrnoException) => void): void {
    if (event === "error") this.#onError = listener;
    else this.#onClose.push(listener as () => void);
  }

  once(_event: "close", listener: () => void): void {
    this.#onClose.push(listener);
  }
}

/** Whether a topic filter takes the topic (MQTT 3.1.1, 4.7). */
function matches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const given = topic.split("/");
  for (let index = 0; index < wanted.length; index++) {
    if (wanted[index] === "#") return true;
    if (index >= given.length || (wanted[index] !== "+" && wanted[index] !== given[index])) return false;
  }
  return wanted.length === given.length;
}
