import type { BrokerAccess, Secret } from "@homesync/broker/reach";
import type { Clock } from "../scheduler/clock.ts";
import { Counters } from "./counters.ts";
import { type Dial, dialer } from "./dial.ts";
import { Outgoing } from "./outgoing.ts";
import { FrameParser } from "./parser.ts";

/** Bytes that one read of a socket takes at most. */
const RECEIVE_BYTES = 64 * 1024;

/** What all connections of a thread share: only one of them runs at a time. */
export class MqttIo {
  readonly counters = new Counters();
  readonly outgoing = new Outgoing();
  readonly parser = new FrameParser();
  readonly receiveBuffer = Buffer.allocUnsafe(RECEIVE_BYTES);
  readonly dial: Dial;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly #clock: Clock;

  constructor(access: BrokerAccess, clock: Clock, dial: Dial = dialer(access)) {
    this.dial = dial;
    this.username = access.username;
    this.password = access.password;
    this.#clock = clock;
  }

  /** Monotonic milliseconds. */
  nowMs(): number {
    return this.#clock.monotonicMs();
  }
}
