import type { KeyObject } from "node:crypto";
import type { PlanName } from "@homesync/broker/plans";
import type { Impairment } from "../line/impairment.ts";
import type { NodeAction } from "../node/node-action.ts";
import type { Clock } from "../scheduler/clock.ts";
import type { ApplicationMessage } from "./application.ts";
import type { Lift } from "./lift.ts";

/** One node that a fault meets. */
interface FaultyNode {
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  readonly clientId: string;
}

/** The broker as a fault can meet it; there only when the broker runs in this process. */
export interface FaultyBroker {
  /** Ends every connection and listens no more, until `resume`. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Answers every CONNECT with this return code (MQTT 3.1.1, table 3.1); undefined admits again. */
  refuse(returnCode: number | undefined): void;
  /** Keeps the limits of a plan; undefined for those that it began with. */
  limitToPlan(name: PlanName | undefined): void;
}

/** Whom and what a fault meets. Time and chance are passed in. */
export interface FaultScene {
  /** Those that were drawn, and are run by this process. */
  readonly nodes: readonly FaultyNode[];
  /** Does something to all of them. */
  act(action: NodeAction): void;
  /** Makes the lines of all of them worse, on top of what else is wrong with them. The answer takes it back. */
  impair(impairment: Impairment): Lift;
  readonly broker: FaultyBroker | undefined;
  /** Signs updates that the nodes trust; undefined when they trust nobody. */
  readonly updateKey: KeyObject | undefined;
  readonly clock: Clock;
  /** 32 bits of chance that belong to this fault; the same for the same run. */
  readonly seed: number;
  /** Publishes at QoS 1 as an application would; resolves when the broker has it all. */
  publish(messages: readonly ApplicationMessage[]): Promise<void>;
  /** Connects once under each of these client ids, and goes away again. */
  impersonate(clientIds: readonly string[]): Promise<void>;
}

/** A fault was asked for where it cannot be; the message says why and what to do. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}
