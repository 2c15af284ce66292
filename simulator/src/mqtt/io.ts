import type { Socket } from "node:net";
import type { BrokerAccess, Secret } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import type { Clock } from "../scheduler/clock.ts";
import { Counters } from "./counters.ts";
import { type Destination, type Dial, dialer } from "./dial.ts";
import { Outgoing } from "./outgoing.ts";
import { FrameParser } from "./parser.ts";

/** Bytes that one read of a socket takes at most. */
const RECEIVE_BYTES = 64 * 1024;

/** A broker waits one and a half times the keep-alive [MQTT-3.1.2-24]; this is twice. */
const ABANDONED_MS = 2 * LIMITS.keepAlive.value * 1000;

/** What all connections of a thread share: only one of them runs at a time. */
export class MqttIo {
  readonly counters = new Counters();
  readonly outgoing = new Outgoing();
  readonly parser = new FrameParser();
  readonly receiveBuffer = Buffer.allocUnsafe(RECEIVE_BYTES);
  readonly dial: Dial;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  /** Where those connect to that were told to go elsewhere. */
  readonly redirects = new Map<object, Destination>();
  readonly #clock: Clock;
  readonly #abandoned = new Set<Socket>();

  constructor(access: BrokerAccess, clock: Clock, dial: Dial = dialer(access)) {
    this.dial = dial;
    this.username = access.username;
    this.password = access.password;
    this.#clock = clock;
  }

  /** Keeps a socket open that nobody uses any more, until every broker has noticed. */
  abandon(socket: Socket): void {
    socket.pause();
    const cancel = this.#clock.timer(ABANDONED_MS, () => socket.destroy());
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
    return this.#clock.monotonicMs();
  }
}
