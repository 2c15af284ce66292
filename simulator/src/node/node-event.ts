import type { Failure } from "../mqtt/failure.ts";

/** What happens at one node, for those who asked to hear of it. */
export type NodeEvent =
  | { readonly kind: "connected"; readonly sessionPresent: boolean }
  /** Without a failure the node itself ended the session. */
  | { readonly kind: "disconnected"; readonly failure: Failure | undefined }
  /** What the node handed to its connection; `accepted` is false when it was not taken. */
  | {
      readonly kind: "published";
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: number;
      readonly retain: boolean;
      readonly accepted: boolean;
    }
  | {
      readonly kind: "received";
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: number;
      readonly retain: boolean;
    }
  | { readonly kind: "relay"; readonly on: boolean }
  | { readonly kind: "logged"; readonly level: "debug" | "info" | "warning" | "error"; readonly line: string }
  /** It went off in order; `restart`: and boots again. */
  | { readonly kind: "ended"; readonly restart: boolean };

export type NodeListener = (event: NodeEvent) => void;

/** One node as it is now. */
export interface NodeState {
  /** It has power and runs. */
  readonly isRunning: boolean;
  readonly isConnected: boolean;
  readonly relayIsOn: boolean;
  readonly ledIsOn: boolean;
  /** What its meter has counted, Wh. */
  readonly energyWh: number;
}
