import type { Failure } from "./failure.ts";

/** What a connection tells its owner, from inside a callback of the socket; it may send from within. */
export interface ConnectionOwner {
  onConnected(sessionPresent: boolean): void;
  /** The connection is over; without a failure it ended because the owner said so. */
  onClosed(failure: Failure | undefined): void;
  /** @param flags qos | retain << 2 | dup << 3; acknowledged when this returns */
  onMessage(topic: string, payload: Buffer, flags: number): void;
  /** A PUBLISH of QoS 1 was acknowledged. */
  onPublished(packetId: number): void;
}
