import type { MetricName, PayloadOf } from "@homesync/protocol";

type Relay = PayloadOf<"status/relay">;
type Online = PayloadOf<"status/online">;

export interface MetricState {
  readonly value: number;
  /** 0-100, percent. */
  readonly quality: number;
  /** When it was measured, or when it arrived if the node's clock was not set. */
  readonly timeMs: number;
}

interface RelayState {
  readonly state: Relay["state"];
  readonly cause: Relay["cause"];
  readonly timeMs: number;
}

interface FirmwareState {
  readonly version: string;
  readonly protocol: string;
  /** Whether this bridge understands the node's protocol version. */
  readonly compatible: boolean;
  readonly target: string;
  readonly build?: string | undefined;
  readonly chip?: string | undefined;
}

export type OfflineReason = Extract<Online, { online: false }>["reason"];

/** What is known of a node. What was never heard is undefined. */
export interface NodeState {
  readonly homeId: string;
  readonly nodeId: string;
  /** When this bridge first heard of the node, ms since 1970. */
  readonly firstHeardMs: number;
  /** Last live message of the node itself: neither its will nor a retained copy (design: last seen). */
  readonly lastSeenMs: number | undefined;
  /** From `status/online`. */
  readonly online: boolean | undefined;
  /** Since when it is online or offline; undefined when only a retained will tells, which has no time. */
  readonly onlineSinceMs: number | undefined;
  /** Only of a node that is offline. */
  readonly offlineReason: OfflineReason | undefined;
  readonly metrics: Readonly<Partial<Record<MetricName, MetricState>>>;
  readonly relay: RelayState | undefined;
  readonly firmware: FirmwareState | undefined;
  /** dBm */
  readonly rssi: { readonly value: number; readonly timeMs: number } | undefined;
  /** From the last status or answer with a time; undefined when there was none. */
  readonly clock: ClockState | undefined;
}

/** How a node's clock compares with ours: `ahead` by more than a bound, `behind` by more than messages take. */
export type ClockState = "right" | "ahead" | "behind";

export interface NodeAddress {
  readonly homeId: string;
  readonly nodeId: string;
}

/** One text for a node, to look it up by. */
export const nodeKey = ({ homeId, nodeId }: NodeAddress): string => `${homeId}/${nodeId}`;
