import type { OnReadOpts, Socket } from "node:net";
import type { Packet } from "mqtt-packet";
import { type ConnectFields, connectFrame, subscribeFrame } from "./cold-frames.ts";
import type { ConnectionOwner } from "./connection-owner.ts";
import type { Destination } from "./dial.ts";
import { type Failure, refusal, socketFailure } from "./failure.ts";
import { InFlight } from "./in-flight.ts";
import type { MqttIo } from "./io.ts";
import { KeepAlive } from "./keep-alive.ts";
import type { FrameWriter } from "./outgoing.ts";
import { type FrameSink, FrameSplitter } from "./splitter.ts";

/** A PUBLISH of QoS 0 was accepted: there is no packet id to tell, and 0 means refused. */
const ACCEPTED_QOS0 = 1;
/** Most bytes that may wait in a connection before publishes are refused: about one largest message. */
const MAX_WAITING = 64 * 1024;
/** Largest frame accepted from a broker; commands are below 1 KB. */
const MAX_FRAME = 128 * 1024;
const PUBACK = 0x40;
const PINGRESP = 0xd0;

type Owned = Socket & { homesyncConnection?: Connection };

/**
 * One MQTT 3.1.1 connection of one node, made again by `open` after it was lost. What it shares with the others (buffers,
 * parser, counters) is in its {@link MqttIo}; what only few need is allocated when needed: ten thousand of these live in
 * one process.
 */
export class Connection implements FrameSink, FrameWriter {
  readonly #io: MqttIo;
  readonly #owner: ConnectionOwner;
  readonly #splitter = new FrameSplitter(MAX_FRAME);
  readonly #keepAlive = new KeepAlive();
  readonly #onread: OnReadOpts;
  #socket: Owned | null = null;
  #state: "closed" | "opening" | "open" | "ending" = "closed";
  #failure: Failure | undefined;
  #clean = true;
  #inFlight: InFlight | null = null;
  #lastPacketId = 0;
  /** Nothing passes any more, and nobody was told. */
  #stalled = false;

  constructor(io: MqttIo, owner: ConnectionOwner) {
    this.#io = io;
    this.#owner = owner;
    this.#onread = {
      buffer: io.receiveBuffer,
      callback: (length) => {
        this.#receive(length);
        return true;
      },
    };
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
    this.#stalled = false;
    if (fields.clean) this.#inFlight = null;
    this.#splitter.reset();
    this.#keepAlive.start(fields.keepAliveS * 1000);
    const socket: Owned = io.dial(this.#onread, io.redirects.get(this));
    socket.homesyncConnection = this;
    socket.on("error", onSocketError);
    socket.on("close", onSocketClose);
    this.#socket = socket;
    io.outgoing.frame(this, connectFrame(fields, io.username, io.password));
    io.outgoing.flush();
  }

  /** Sends SUBSCRIBE (MQTT 3.1.1, 3.8). */
  subscribe(filter: string, qos: 0 | 1): void {
    if (this.#state !== "open") return;
    const messageId = this.#nextPacketId();
    this.#io.outgoing.frame(this, subscribeFrame(messageId, filter, qos));
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
    const { outgoing, counters } = this.#io;
    const qos = flags & 3;
    if (!this.#accepts(qos, topicLength + payloadLength)) return 0;
    if (qos === 0) {
      outgoing.publish(this, source, topicAt, topicLength, payloadAt, payloadLength, flags, 0);
      counters.publishedQos0++;
      return ACCEPTED_QOS0;
    }
    const packetId = this.#nextPacketId();
    outgoing.publish(this, source, topicAt, topicLength, payloadAt, payloadLength, flags, packetId);
    counters.publishedQos1++;
    this.#inFlight ??= new InFlight();
    this.#inFlight.add(packetId, outgoing.lastFrame());
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
    this.#socket?.destroySoon();
  }

  /** Closes without DISCONNECT, so that the broker publishes the will. The owner is not told: it knows. */
  abort(): void {
    this.#io.outgoing.discard(this);
    this.#drop();
  }

  /** Faults, on demand. Ends the connection as a network does; the owner is told. */
  reset(): void {
    if (this.isUsed) this.#fail({ kind: "network", detail: "the connection was reset on purpose" });
  }

  /** Lets nothing pass any more, in either direction, and tells nobody: the connection is half open. */
  stall(): void {
    this.#stalled = this.isUsed;
  }

  /** Leaves the connection open with nobody behind it, and forgets it. The owner is not told: it is gone. */
  abandon(): void {
    this.#io.outgoing.discard(this);
    if (this.#socket !== null && !this.#socket.destroyed) {
      delete this.#socket.homesyncConnection;
      this.#io.abandon(this.#socket);
      this.#socket = null;
    }
    this.#drop();
  }

  /** The next time `open` goes there; null: to the broker again. */
  redirect(to: Destination | null): void {
    if (to === null) this.#io.redirects.delete(this);
    else this.#io.redirects.set(this, to);
  }

  /** Sends bytes that are no frame of ours. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#socket === null) return;
    this.#io.outgoing.frame(this, bytes);
    this.#io.outgoing.flush();
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
    const socket = this.#socket;
    if (socket === null || this.#stalled) return;
    this.#io.counters.bytesOut += latin1.length;
    this.#keepAlive.sent(this.#io.nowMs());
    socket.write(latin1, "latin1");
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

  #receive(length: number): void {
    const io = this.#io;
    if (this.#stalled) return;
    io.counters.bytesIn += length;
    if (this.#state !== "open" && this.#state !== "opening") return;
    this.#keepAlive.received(io.nowMs());
    const fault = this.#splitter.push(io.receiveBuffer, length, this);
    if (fault) this.#fail({ kind: fault, detail: `frame from the broker: ${fault}` });
    io.outgoing.flush();
  }

  /** What is not hot. False when the broker may not send this (MQTT 3.1.1, 4.8). */
  #handle(packet: Packet): boolean {
    if (packet.cmd === "connack") return this.#connack(packet.returnCode, packet.sessionPresent);
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
      case "suback":
        // A node that hears no command is of no use: end it, so that the core tries again.
        if ((packet.granted as number[]).some((qos) => qos > 2)) {
          this.#fail({
            kind: "subscription_refused",
            detail: "the broker refused the subscription to commands",
          });
        }
        return true;
      default:
        return false;
    }
  }

  #connack(returnCode: number | undefined, sessionPresent: boolean): boolean {
    if (this.#state !== "opening" || returnCode === undefined) return false;
    if (returnCode !== 0) {
      this.#fail(refusal(returnCode));
      return true;
    }
    this.#state = "open";
    this.#io.counters.connects++;
    this.#resend();
    this.#owner.onConnected(sessionPresent);
    return true;
  }

  /** Sends again what was not acknowledged, in its order, with DUP [MQTT-3.3.1-1, 4.4.0-1, 4.6.0-1]. */
  #resend(): void {
    if (this.#inFlight === null || this.#clean) return;
    for (const frame of this.#inFlight.again()) {
      this.#io.counters.resent++;
      this.#io.outgoing.text(this, frame);
    }
  }

  #acknowledged(packetId: number): void {
    if (this.#inFlight?.remove(packetId) !== true) return;
    this.#io.counters.acknowledged++;
    this.#owner.onPublished(packetId);
  }

  /** Whether a PUBLISH can be taken now; counts why not. */
  #accepts(qos: number, bytes: number): boolean {
    const { outgoing, counters } = this.#io;
    if (!this.isOpen) counters.refusedOffline++;
    else if (!outgoing.fits(bytes + 4)) counters.refusedTooLarge++;
    else if ((this.#socket?.writableLength ?? 0) + outgoing.pending(this) > MAX_WAITING) {
      counters.refusedBackpressure++;
    } else if (qos > 0 && this.#inFlight?.isFull === true) counters.refusedInFlight++;
    else return true;
    counters.refused++;
    return false;
  }

  /** A packet id that nothing unacknowledged uses [MQTT-2.3.1-2]. */
  #nextPacketId(): number {
    do {
      this.#lastPacketId = (this.#lastPacketId % 0xffff) + 1;
    } while (this.#inFlight?.has(this.#lastPacketId));
    return this.#lastPacketId;
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#io.outgoing.discard(this);
    this.#state = "ending";
    this.#socket?.destroy();
  }

  #drop(): void {
    this.#state = "closed";
    delete this.#socket?.homesyncConnection;
    this.#socket?.destroy();
    this.#socket = null;
  }

  // Called by the socket's listeners.

  onSocketError(error: NodeJS.ErrnoException): void {
    if (this.#state !== "ending") this.#failure ??= socketFailure(error);
  }

  onSocketClose(): void {
    if (this.#state === "opening") {
      this.#failure ??= { kind: "closed_before_connack", detail: "closed by the broker before it answered" };
    } else if (this.#state === "open") {
      this.#failure ??= { kind: "closed_by_broker", detail: "closed by the broker" };
    }
    this.#drop();
    this.#owner.onClosed(this.#failure);
    this.#io.outgoing.flush();
  }
}

// One function for all sockets instead of two closures each.
function onSocketError(this: Owned, error: NodeJS.ErrnoException): void {
  this.homesyncConnection?.onSocketError(error);
}

function onSocketClose(this: Owned): void {
  this.homesyncConnection?.onSocketClose();
}
