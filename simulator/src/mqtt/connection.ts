import type { Login } from "@homesync/broker/reach";
import type { Packet } from "mqtt-packet";
import type { Impairment } from "../line/impairment.ts";
import { ByteStream, type StreamOwner } from "./byte-stream.ts";
import { type ConnectFields, connectFrame, subscribeFrame } from "./cold-frames.ts";
import type { ConnectionOwner } from "./connection-owner.ts";
import { type Failure, socketFailure } from "./failure.ts";
import type { MqttIo } from "./io.ts";
import { KeepAlive } from "./keep-alive.ts";
import type { FrameWriter } from "./outgoing.ts";
import { farewell, refusal } from "./refusal.ts";
import { Session } from "./session.ts";
import { type FrameSink, FrameSplitter } from "./splitter.ts";
import type { Destination } from "./transport.ts";

/** A PUBLISH of QoS 0 was accepted: there is no packet id to tell, and 0 means refused. */
const ACCEPTED_QOS0 = 1;
/** Most bytes that may wait in a connection before publishes are refused: about one largest message. */
const MAX_WAITING = 64 * 1024;
/** Largest frame accepted from a broker; commands are below 1 KB. */
const MAX_FRAME = 256 * 1024;
const PUBACK = 0x40;
const PINGRESP = 0xd0;
/** Reason codes from here on are errors (MQTT 5, 2.4). */
const FIRST_ERROR = 0x80;

/**
 * One MQTT connection of one node, made again by `open` after it was lost. What it shares with the others (buffers,
 * parser, counters) is in its {@link MqttIo}; what only few need is allocated when needed: ten thousand of these live in
 * one process.
 */
export class Connection implements StreamOwner, FrameSink, FrameWriter {
  readonly #io: MqttIo;
  readonly #owner: ConnectionOwner;
  readonly #login: Login;
  readonly #splitter = new FrameSplitter(MAX_FRAME);
  readonly #keepAlive = new KeepAlive();
  readonly #session = new Session();
  readonly #stream: ByteStream;
  #state: "closed" | "opening" | "open" | "ending" = "closed";
  #failure: Failure | undefined;
  #clean = true;

  /** @param login who it is to the broker; whoever all are when absent */
  constructor(io: MqttIo, owner: ConnectionOwner, login: Login = io) {
    this.#io = io;
    this.#owner = owner;
    this.#login = login;
    this.#stream = new ByteStream(io, this);
  }

  /** A CONNACK accepted the connection and nothing ended it yet. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** It was opened, and its owner was not told yet that it is over. */
  get isUsed(): boolean {
    return this.#state !== "closed";
  }

  /** Opens the transport and sends CONNECT. A connection that is still there is dropped first, as by `abort`. */
  open(fields: ConnectFields): void {
    this.abort();
    const io = this.#io;
    io.counters.connectsStarted++;
    this.#state = "opening";
    this.#failure = undefined;
    this.#clean = fields.clean;
    if (fields.clean) this.#session.forget();
    this.#splitter.reset();
    this.#keepAlive.start(fields.keepAliveS * 1000);
    this.#stream.dial();
    io.outgoing.frame(this, connectFrame(io.level, fields, this.#login));
    io.outgoing.flush();
  }

  /** Sends SUBSCRIBE (MQTT 3.1.1, 3.8). */
  subscribe(filter: string, qos: 0 | 1): void {
    if (this.#state !== "open") return;
    const { level, outgoing } = this.#io;
    outgoing.frame(this, subscribeFrame(level, this.#session.nextPacketId(), filter, qos));
  }

  /**
   * Sends PUBLISH with topic and payload copied from `source`.
   * @param flags qos | retain << 2
   * @returns the packet id (1 for QoS 0); 0 when it was not accepted: not connected, too much waits, too long
   */
  publish(
    source: Uint8Array,
    topicAt: number,
    topicLength: number,
    payloadAt: number,
    payloadLength: number,
    flags: number,
  ): number {
    const io = this.#io;
    const qos = flags & 3;
    if (!this.#accepts(qos, topicLength + payloadLength)) return 0;
    if (qos === 0) {
      io.counters.publishedQos0++;
      if (io.tap !== null) {
        io.tap(source, topicAt, topicLength, payloadAt, payloadLength);
        return ACCEPTED_QOS0;
      }
      io.outgoing.publish(this, source, topicAt, topicLength, payloadAt, payloadLength, flags, 0);
      return ACCEPTED_QOS0;
    }
    const packetId = this.#session.nextPacketId();
    io.outgoing.publish(this, source, topicAt, topicLength, payloadAt, payloadLength, flags, packetId);
    this.#session.collected(packetId);
    io.counters.publishedQos1++;
    return packetId;
  }

  /** Sends DISCONNECT (MQTT 3.1.1, 3.14: it discards the will) and closes once it is written. */
  disconnect(): void {
    if (this.#state !== "open") {
      this.abort();
      return;
    }
    this.#io.outgoing.disconnect(this);
    this.#io.outgoing.flush();
    this.#state = "ending";
    this.#stream.end();
  }

  /** Closes without DISCONNECT, so that the broker publishes the will. The owner is not told: it knows. */
  abort(): void {
    this.#keepUnsent();
    this.#state = "closed";
    this.#stream.drop();
  }

  /** The node lost its memory: what was not acknowledged is not sent again. */
  forget(): void {
    this.#session.forget();
  }

  /** Faults, on demand. Ends the connection as a network does, by a TCP reset; the owner is told. */
  reset(): void {
    if (!this.isUsed) return;
    this.#stream.reset();
    this.#fail({ kind: "network", detail: "the connection was reset on purpose" });
  }

  /** Lets nothing pass any more, in either direction, and tells nobody: the connection is half open. */
  stall(): void {
    this.#stream.stall();
  }

  /** Leaves the connection open with nobody behind it, and forgets it. The owner is not told: it is gone. */
  abandon(): void {
    this.#keepUnsent();
    this.#state = "closed";
    this.#stream.abandon();
  }

  /** What is wrong with the line from now on, for this connection and the next ones; nothing makes it good. */
  impair(impairments: readonly Impairment[], salt: number): void {
    this.#stream.impair(impairments, salt);
  }

  /** The next time `open` goes there; null: to the broker again. */
  redirect(to: Destination | null): void {
    this.#stream.redirect(to);
  }

  /** Sends bytes that are no frame of ours. */
  sendBytes(bytes: Uint8Array): void {
    this.#io.outgoing.frame(this, bytes);
    this.#io.outgoing.flush();
  }

  /** Takes bytes that no broker would send, as if they came from it. */
  receiveBytes(bytes: Uint8Array): void {
    this.#stream.inject(Buffer.from(bytes));
    this.#io.outgoing.flush();
  }

  /** The next connection begins with these bytes, before its CONNACK. */
  greetWith(bytes: Uint8Array): void {
    this.#io.greetings.set(this, bytes);
  }

  /**
   * Keeps the connection alive and notices when it is dead.
   * @returns when to call again, monotonic ms
   */
  service(nowMs: number): number {
    if (this.#state !== "open") return Number.POSITIVE_INFINITY;
    const due = this.#keepAlive.check(nowMs);
    if (due === "ping") {
      this.#io.counters.pings++;
      this.#io.outgoing.pingreq(this);
      this.#keepAlive.pinged(nowMs);
    } else if (due === "dead") {
      this.#fail({ kind: "ping_timeout", detail: "the broker did not answer a ping" });
    }
    return this.#keepAlive.nextMs();
  }

  /** Called by {@link Outgoing}. */
  writeFrames(latin1: string): void {
    const nowMs = this.#io.nowMs();
    this.#session.wrote(latin1, nowMs);
    if (this.#stream.write(latin1)) this.#keepAlive.sent(nowMs);
  }

  /** Called by the splitter. */
  onFrame(bytes: Buffer, at: number, size: number): boolean {
    const type = bytes[at] as number;
    if (type === PUBACK && size === 4) {
      this.#acknowledged(((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    } else if (type === PINGRESP && size === 2) {
      this.#keepAlive.answered();
    } else {
      const packet = this.#io.parser.parse(bytes.subarray(at, at + size));
      if (packet === undefined || !this.#handle(packet)) {
        this.#fail({ kind: "malformed", detail: `unexpected frame of type ${type >> 4}` });
      }
    }
    return this.#state === "open";
  }

  /** What is not hot. False when the broker may not send this (MQTT 3.1.1, 4.8). */
  #handle(packet: Packet): boolean {
    if (packet.cmd === "connack") return this.#connack(packet);
    if (this.#state !== "open") return false;
    switch (packet.cmd) {
      case "publish": {
        // Subscriptions ask for QoS 1 at most, so no broker sends QoS 2 (3.8.4).
        if (packet.qos === 2) return false;
        this.#io.counters.received++;
        const flags = packet.qos | (packet.retain ? 4 : 0) | (packet.dup ? 8 : 0);
        this.#owner.onMessage(packet.topic, packet.payload as Buffer, flags);
        if (packet.qos === 1 && this.isOpen) this.#io.outgoing.puback(this, packet.messageId as number);
        return true;
      }
      case "puback": {
        // Of MQTT 5, with a reason code: the message is out of the sender's hands either way (5: 4.4).
        const code = packet.reasonCode ?? 0;
        if (code >= FIRST_ERROR) this.#io.rejected(code);
        this.#acknowledged(packet.messageId as number);
        return true;
      }
      case "suback":
        // A node that hears no command is of no use: end it, so that the core tries again.
        if ((packet.granted as number[]).some((qos) => qos > 2)) {
          this.#fail({
            kind: "subscription_refused",
            detail: "the broker refused the subscription to commands",
          });
        }
        return true;
      case "disconnect":
        if (this.#io.level !== 5) return false;
        this.#fail(farewell(packet.reasonCode ?? 0));
        return true;
      default:
        return false;
    }
  }

  #connack(packet: Extract<Packet, { cmd: "connack" }>): boolean {
    const code = packet.reasonCode ?? packet.returnCode;
    if (this.#state !== "opening" || code === undefined) return false;
    if (code !== 0) {
      this.#fail(refusal(this.#io.level, code));
      return true;
    }
    this.#state = "open";
    this.#io.counters.connects++;
    const { receiveMaximum, serverKeepAlive, maximumPacketSize } = packet.properties ?? {};
    if (receiveMaximum !== undefined) this.#io.limitInFlight(receiveMaximum);
    if (serverKeepAlive !== undefined) this.#keepAlive.start(serverKeepAlive * 1000); // [MQTT-3.1.2-21]
    if (maximumPacketSize !== undefined) this.#io.maxPacket = maximumPacketSize;
    if (!this.#clean) this.#resend(this.#io.level !== 5 || packet.sessionPresent);
    this.#owner.onConnected(packet.sessionPresent);
    return true;
  }

  /**
   * Sends again what was not acknowledged, in its order, with DUP [MQTT-3.3.1-1, 4.4.0-1, 4.6.0-1]; without it where the
   * session of MQTT 5 is gone, as new messages then [MQTT5 3.2.2-5].
   */
  #resend(asDuplicates: boolean): void {
    for (const frame of this.#session.again(asDuplicates)) {
      this.#io.counters.resent++;
      this.#io.outgoing.text(this, frame);
    }
  }

  #acknowledged(packetId: number): void {
    const sentMs = this.#session.acknowledged(packetId);
    if (sentMs < 0) return;
    this.#io.acknowledged(sentMs);
    this.#owner.onPublished(packetId);
  }

  /** Whether a PUBLISH can be taken now; counts why not. */
  #accepts(qos: number, bytes: number): boolean {
    const { outgoing, counters, maxPacket, maxInFlight } = this.#io;
    if (!this.isOpen) counters.refusedOffline++;
    else if (!outgoing.fits(bytes + 4) || bytes + 9 > maxPacket) counters.refusedTooLarge++;
    else if (this.#stream.waitingBytes + outgoing.pending(this) > MAX_WAITING) {
      counters.refusedBackpressure++;
    } else if (qos > 0 && this.#session.inFlight >= maxInFlight) counters.refusedInFlight++;
    else return true;
    counters.refused++;
    return false;
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#keepUnsent();
    this.#state = "ending";
    this.#stream.close();
  }

  /** The bytes that were collected never leave; what of them is of QoS 1 does over the next connection. */
  #keepUnsent(): void {
    const unsent = this.#io.outgoing.discard(this);
    if (unsent !== "") this.#session.wrote(unsent, this.#io.nowMs());
  }

  // StreamOwner

  onBytes(bytes: Buffer, length: number): void {
    const io = this.#io;
    if (this.#state === "opening" && io.greetings.size > 0) this.#greet();
    if (this.#state !== "open" && this.#state !== "opening") return;
    io.receivedMs = io.nowMs();
    this.#keepAlive.received(io.receivedMs);
    const fault = this.#splitter.push(bytes, length, this);
    if (fault) this.#fail({ kind: fault, detail: `frame from the broker: ${fault}` });
    io.outgoing.flush();
  }

  onStreamError(error: NodeJS.ErrnoException): void {
    if (this.#state !== "ending") this.#failure ??= socketFailure(error);
  }

  onStreamClosed(): void {
    if (this.#state === "opening") {
      this.#failure ??= { kind: "closed_before_connack", detail: "closed by the broker before it answered" };
    } else if (this.#state === "open") {
      this.#failure ??= { kind: "closed_by_broker", detail: "closed by the broker" };
    }
    this.abort();
    this.#owner.onClosed(this.#failure);
    this.#io.outgoing.flush();
  }

  #greet(): void {
    const greeting = this.#io.greetings.get(this);
    if (greeting === undefined) return;
    this.#io.greetings.delete(this);
    this.receiveBytes(greeting);
  }
}
