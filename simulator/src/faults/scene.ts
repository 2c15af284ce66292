import type { PlanName } from "@homesync/broker";
import type { Clock } from "../scheduler/clock.ts";
import type { Line } from "./line/line.ts";

/** One node as a fault can meet it. */
export interface FaultyNode {
  /** Its number in the fleet. */
  readonly index: number;
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  readonly clientId: string;
  /** The supply fails: no word on the network, memory lost. */
  powerOff(): void;
  /** The supply is there; it boots, unless it runs. */
  powerOn(): void;
  /** The firmware fails, and the node boots again by itself. */
  crash(cause: "watchdog" | "exception"): void;
  setMeter(state: "good" | "silent" | "corrupt"): void;
  setThermometer(state: "good" | "silent"): void;
  setRelayStuck(stuck: boolean): void;
  setFlash(state: "good" | "worn_out"): void;
  /** The supply fails as soon as so many more bytes have been written to the flash. */
  cutPowerAfterWriting(bytes: number): void;
  /** The node's clock runs ahead of the true time by so much, ms; negative behind. */
  setClockSkew(ms: number): void;
  /** What lies between the node and the broker. */
  readonly line: Line;
}

/** The broker as a fault can meet it; there only when the broker runs in this process. */
export interface FaultyBroker {
  /** Ends every connection and listens no more, until `resume`. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Answers every CONNECT with this return code (MQTT 3.1.1, table 3.1); undefined admits again. */
  refuse(returnCode: number | undefined): void;
  /** Keeps the limits of a plan. The answer gives it back those of before. */
  limitToPlan(name: PlanName): () => void;
}

/** Whom and what a fault meets. Time and chance are passed in. */
export interface FaultScene {
  /** Those that were drawn. */
  readonly nodes: readonly FaultyNode[];
  readonly broker: FaultyBroker | undefined;
  readonly clock: Clock;
  /** In [0, 1); the same sequence for the same seed and fault. */
  random(): number;
  /** Publishes at QoS 1 as an application would; resolves when the broker has it. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Connects under a client id that is somebody's, and goes away again. */
  impersonate(clientId: string): Promise<void>;
}

/** A fault was asked for where it cannot be; the message says why and what to do. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}
