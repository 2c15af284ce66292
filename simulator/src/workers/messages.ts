import type { FleetNode, NodeSelection } from "../fleet/fleet.ts";
import type { FleetOptions, NodeLogLine } from "../fleet/options.ts";
import type { Summary } from "../fleet/summary.ts";
import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { NodeAction } from "../node/node-action.ts";
import type { NodeEvent, NodeState } from "../node/node-event.ts";

/** Broker access with its secrets in the clear: it never leaves the process, and a `Secret` does not cross threads. */
export interface PlainAccess {
  readonly access: Omit<FleetOptions["broker"], "password" | "logins" | "clientCertificate">;
  readonly password: string | undefined;
  readonly logins: [string, string][] | undefined;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
}

/** What a worker starts with. */
export interface WorkerTask {
  readonly options: Omit<FleetOptions, "broker" | "clock" | "dial" | "tap" | "log" | "workers">;
  readonly broker: PlainAccess;
  readonly maxOpening: number;
}

/** From the coordinator to a worker; nodes are numbered as the worker has them. */
export type WorkerCommand =
  | { readonly kind: "aim"; readonly nodes: number; readonly ratePerS: number }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "act"; readonly nodes: NodeSelection; readonly action: NodeAction }
  | { readonly kind: "observe"; readonly node: number; readonly on: boolean }
  | { readonly kind: "inspect"; readonly node: number; readonly reply: number }
  | { readonly kind: "stop" };

/** From a worker to the coordinator. */
export type WorkerReport =
  | { readonly kind: "ready" }
  | { readonly kind: "connected" }
  | {
      readonly kind: "state";
      readonly metrics: MetricsSnapshot;
      /** Client ids that are new: node and id, in turn. */
      readonly clientIds: readonly (readonly [number, FleetNode["clientId"]])[];
    }
  | { readonly kind: "event"; readonly node: number; readonly event: NodeEvent }
  | { readonly kind: "log"; readonly line: NodeLogLine }
  | { readonly kind: "inspected"; readonly reply: number; readonly state: NodeState }
  | { readonly kind: "stopped"; readonly summary: Summary };
