import { setImmediate } from "node:timers/promises";
import { type Fleet, VirtualClock } from "@homesync/simulator";

/** A step of the nodes' time: what is due in it leaves in one turn of the event loop. */
const STEP_MS = 250;
/** While they connect, which takes some turns and which they give up after 10 s. */
const CONNECT_STEP_MS = 5;

/** The time of a fleet that talks over real sockets to a broker in this process: it passes as fast as the sockets take. */
export class FastTime {
  readonly clock: VirtualClock;

  constructor(from: string) {
    this.clock = new VirtualClock(Date.parse(from));
  }

  /** Lets this much time pass, and what the nodes say reach the broker on the way. */
  async pass(ms: number, stepMs = STEP_MS): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.clock.advance(stepMs);
      await setImmediate();
    }
  }

  /** Lets time pass until this has settled. */
  async until<Result>(promise: Promise<Result>, stepMs = CONNECT_STEP_MS): Promise<Result> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    while (!settled) await this.pass(stepMs, stepMs);
    return promise;
  }

  /** Lets time pass until every node has a session. */
  connected(fleet: Fleet): Promise<void> {
    return this.until(fleet.whenConnected());
  }
}
