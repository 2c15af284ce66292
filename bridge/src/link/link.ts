import type { NodeAddress } from "../state/node-state.ts";
import type { LinkProblem, LinkProblemCode } from "./problem.ts";
import type { Traffic } from "./traffic.ts";

/** REQ-002, "Connection state events". `error` is a failed attempt, `disconnected` a lost or ended connection. */
export type LinkState = "connecting" | "connected" | "disconnected" | "error";

export interface LinkStatus {
  readonly state: LinkState;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why it is not connected, where there is a reason. */
  readonly problem?: LinkProblem;
}

/** One message from the broker. The payload belongs to the link: copy what is kept. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True for the copy that the broker kept from before the subscription [MQTT-3.3.1-8], false for anything live. */
  readonly retained: boolean;
  /** 1 when the broker, or the node, waits for an acknowledgement. */
  readonly qos: 0 | 1;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface LinkHandlers {
  /** Takes one message. It must neither block nor throw. */
  onMessage(message: IncomingMessage): void;
  /**
   * Ends a group of messages that were read together, so that they are made durable in one write.
   * @param acknowledge called once, now or later, when all of them are durable (design: "acknowledged only once they
   * are in a durable log")
   * @returns false when they are not taken: the link must not acknowledge them, and makes the sender send them again
   */
  onGroupEnd(acknowledge: () => void): boolean;
  onStatus(status: LinkStatus): void;
}

/** The bridge's end of one broker. */
export interface Link {
  readonly status: LinkStatus;
  /** Failed connects and lost connections since the start, by what was wrong. */
  readonly problems: ReadonlyMap<LinkProblemCode, number>;
  /** MQTT bytes of its own connections since the start; none for a broker in this process. */
  readonly traffic: Traffic;
  /** Where the broker is, without a credential. */
  readonly address: string;
  /** Begins to connect and stays connected from then on; resolves at once for a broker that is elsewhere. */
  start(handlers: LinkHandlers): Promise<void>;
  /**
   * Resolves when the broker has taken responsibility for the message (PUBACK for QoS 1). What could not be handed
   * over is never sent later: a command must not act after its caller gave up.
   * @throws LinkOfflineError when there is no connection, or it was lost before the acknowledgement
   */
  publish(message: OutgoingMessage): Promise<void>;
  /** Listens to one more registered node, now and after each connect; nothing where all homes are listened to. */
  watch(node: NodeAddress): void;
  /** Listens to it no more. */
  unwatch(node: NodeAddress): void;
  /** A node has come online: subscribes to it again where the broker had refused that (REQ-004, "Status parsing"). */
  renew(node: NodeAddress): void;
  /** Ends the connection with DISCONNECT (MQTT 3.1.1, 3.14) and releases everything; bounded in time. */
  close(): Promise<void>;
}

/** The message was not handed to the broker. */
export class LinkOfflineError extends Error {
  constructor(cause?: unknown) {
    super("no connection to the broker", { cause });
    this.name = "LinkOfflineError";
  }
}
