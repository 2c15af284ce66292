import type { BrokerAccess, Login, Logins, Secret } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import { Histogram } from "../metrics/histogram.ts";
import type { Clock } from "../scheduler/clock.ts";
import { Counters } from "./counters.ts";
import { dialer } from "./dial.ts";
import { Outgoing } from "./outgoing.ts";
import { FrameParser } from "./parser.ts";
import type { Destination, Dial, Transport } from "./transport.ts";
import type { ProtocolLevel } from "./version.ts";

/** Most publishes of QoS 1 that one connection has unacknowledged, where the broker does not allow fewer. */
const MAX_IN_FLIGHT = 256;
/** Bytes that one read of a socket takes at most. */
const RECEIVE_BYTES = 64 * 1024;
/** A broker waits one and a half times the keep-alive [MQTT-3.1.2-24]; this is twice. */
const ABANDONED_MS = 2 * LIMITS.keepAlive.value * 1000;

/** What is chosen once for all connections of a thread. */
export interface MqttIoOptions {
  /** 4, MQTT 3.1.1, when absent. */
  readonly level?: ProtocolLevel;
  /** Opens the byte streams; as the address says when absent. */
  readonly dial?: Dial;
  /** Every message leaves in a write of its own, instead of all of one wake-up in one. */
  readonly writeEach?: boolean;
  readonly localAddresses?: readonly string[];
  /** Takes the messages of QoS 0 instead of the broker: no frame is made of them. */
  readonly tap?: PublishTap;
}

/** Gets topic and payload where they lie, in the core's memory; they are only valid during the call. */
export type PublishTap = (
  source: Uint8Array,
  topicAt: number,
  topicLength: number,
  payloadAt: number,
  payloadLength: number,
) => void;

/** What all connections of a thread share: only one of them runs at a time. */
export class MqttIo {
  readonly level: ProtocolLevel;
  readonly counters = new Counters();
  /** From sending a message of QoS 1 to its PUBACK. */
  readonly acknowledgeTimes = new Histogram();
  /** How often the broker gave each reason code of MQTT 5 that is an error. */
  readonly reasonCodes = new Map<number, number>();
  readonly outgoing: Outgoing;
  readonly parser: FrameParser;
  readonly receiveBuffer = Buffer.allocUnsafeSlow(RECEIVE_BYTES);
  readonly dial: Dial;
  readonly tap: PublishTap | null;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly #logins: Logins | undefined;
  /** Where those connect to that were told to go elsewhere. */
  readonly redirects = new Map<object, Destination>();
  /** What those get before the CONNACK of their next connection that a broker is to greet so. */
  readonly greetings = new Map<object, Uint8Array>();
  /** Largest packet that the broker takes, bytes (MQTT 5, 3.2.2.3.6). */
  maxPacket = Number.POSITIVE_INFINITY;
  /** Most publishes of QoS 1 that one connection has unacknowledged. */
  maxInFlight = MAX_IN_FLIGHT;
  /** When the bytes that are looked at now arrived, monotonic ms. */
  receivedMs = 0;
  readonly resumed = (): void => {
    this.counters.resumed++;
  };
  readonly clock: Clock;
  readonly #abandoned = new Set<Transport>();

  constructor(access: BrokerAccess, clock: Clock, options: MqttIoOptions = {}) {
    const { level = 4, writeEach = false } = options;
    this.level = level;
    this.outgoing = new Outgoing(level, writeEach);
    this.parser = new FrameParser(level);
    this.tap = options.tap ?? null;
    this.dial = options.dial ?? dialer(access, options.localAddresses);
    this.username = access.username;
    this.password = access.password;
    this.#logins = access.logins;
    this.clock = clock;
  }

  /** Who a node is to the broker. */
  loginOf(homeId: string, nodeId: string): Login {
    return this.#logins?.ofNode(homeId, nodeId) ?? this;
  }

  /** The broker acknowledged what was sent at this time, monotonic ms. */
  acknowledged(sentMs: number): void {
    this.counters.acknowledged++;
    this.acknowledgeTimes.record(this.receivedMs - sentMs);
  }

  /** The broker takes at most so many unacknowledged at once (MQTT 5, 3.2.2.3.3). */
  limitInFlight(receiveMaximum: number): void {
    this.maxInFlight = Math.min(MAX_IN_FLIGHT, receiveMaximum);
  }

  /** The broker acknowledged a message, and did not take it. */
  rejected(code: number): void {
    this.counters.rejected++;
    this.reason(code);
  }

  /** Counts a reason code that is an error. */
  reason(code: number): void {
    this.reasonCodes.set(code, (this.reasonCodes.get(code) ?? 0) + 1);
  }

  /** Keeps a socket open that nobody uses any more, until every broker has noticed. */
  abandon(socket: Transport): void {
    socket.pause();
    const cancel = this.clock.timer(ABANDONED_MS, () => socket.destroy());
    this.#abandoned.add(socket);
    socket.once("close", () => {
      cancel();
      this.#abandoned.delete(socket);
    });
  }

  /** Ends what was abandoned. */
  close(): void {
    for (const socket of this.#abandoned) socket.destroy();
  }

  /** Monotonic milliseconds. */
  nowMs(): number {
    return this.clock.monotonicMs();
  }
}
