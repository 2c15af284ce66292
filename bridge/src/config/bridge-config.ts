import type { AccessRequest } from "@homesync/broker/reach";
import type { Logger } from "pino";
import type { DeadLetterOptions } from "../ingest/dead-letters.ts";
import type { JournalOptions } from "../journal/options.ts";
import type { RegistryMode } from "../registry/registry-mode.ts";
import type { DrainOptions } from "../series/drain.ts";
import type { SeriesOptions } from "../series/open-store.ts";
import type { StateOptions } from "../state/open-archive.ts";
import type { Clock } from "../time/clock.ts";

/** A broker in the bridge's own process. */
export interface EmbeddedBroker {
  readonly kind: "embedded";
  /** Address to listen on; 127.0.0.1 when absent. */
  readonly host?: string | undefined;
  /** 0 takes any free port; 1883 when absent. */
  readonly port?: number | undefined;
  /** Listen on an address that other machines reach, although nothing is encrypted and everyone is admitted. */
  readonly insecure?: boolean | undefined;
}

/** A broker elsewhere. */
export interface ExternalBroker extends AccessRequest {
  readonly kind: "external";
  /**
   * The most that telemetry is asked for, 0 as in the topic table when absent. 1 for nodes that are set to QoS 1: the
   * broker then keeps for the bridge what it cannot take now.
   */
  readonly telemetryQos?: 0 | 1 | undefined;
  /**
   * The same broker by another way, where its own address is blocked; `none` for none. When absent, that of HiveMQ Cloud
   * (`wss://host:8884/mqtt`) for a broker at port 8883.
   */
  readonly fallbackUrl?: string | undefined;
  /** Listen to every node by wildcards, or to each registered one by itself; `all` when absent. */
  readonly subscriptions?: "all" | "registered" | undefined;
  /** Whether the broker forgets the session, and what waits in it, when the bridge goes; false when absent. */
  readonly clean?: boolean | undefined;
  /** What the broker's plan allows a month, bytes in both directions; no warning when absent. */
  readonly monthlyAllowanceBytes?: number | undefined;
  /** Seconds without a packet after which the broker is asked whether it is there; 60 when absent (REQ-001). */
  readonly keepAliveS?: number | undefined;
}

/** All that a bridge can be told. */
export interface BridgeConfig {
  /** Directory of the database and the signing keys; made when missing. */
  readonly dataDirectory: string;
  readonly broker: EmbeddedBroker | ExternalBroker;
  readonly http?: {
    /** 127.0.0.1 when absent. */
    readonly host?: string | undefined;
    /** 0 takes any free port; 8080 when absent. */
    readonly port?: number | undefined;
    /** Origins of web pages that may open the WebSocket, such as `https://app.example`; its own always may. */
    readonly origins?: readonly string[] | undefined;
    /** Addresses or networks of proxies whose `x-forwarded-for` is believed; none when absent. */
    readonly trustedProxies?: readonly string[] | undefined;
    /** Whether /metrics needs no token; false when absent. */
    readonly openMetrics?: boolean | undefined;
    /** Requests a minute with one token; 1200 when absent. */
    readonly requestsPerToken?: number | undefined;
    /** Requests a minute of one address that bring no valid token; 120 when absent. */
    readonly requestsPerAddress?: number | undefined;
  };
  readonly live?: {
    /** WebSocket clients in all; 2000 when absent. */
    readonly maxClients?: number | undefined;
    /** WebSocket clients with one token; 20 when absent. */
    readonly maxClientsPerToken?: number | undefined;
  };
  /** `open` takes in every node that publishes, `registered` only those that were added; `open` when absent. */
  readonly registry?: RegistryMode | undefined;
  /** Where readings are kept; SQLite in the data directory when absent. */
  readonly series?: SeriesOptions | undefined;
  /** Where the state of nodes is kept; SQLite in the data directory when absent. */
  readonly state?: StateOptions | undefined;
  /** The durable log. */
  readonly journal?: JournalOptions | undefined;
  /** From the durable log into the series store. */
  readonly drain?: DrainOptions | undefined;
  readonly deadLetters?: DeadLetterOptions | undefined;
  /** File that tells which nodes the Shellies are; without it they are not listened to. */
  readonly shellyMapping?: string | undefined;
  /** Silent when absent. */
  readonly log?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Uniform in [0, 1), for the jitter of reconnects. */
  readonly random?: (() => number) | undefined;
}

export const DEFAULTS = {
  brokerHost: "127.0.0.1",
  brokerPort: 1883,
  httpHost: "127.0.0.1",
  httpPort: 8080,
  dataDirectory: "homesync-data",
  requestsPerToken: 1_200,
  requestsPerAddress: 120,
  maxLiveClients: 2_000,
  maxLiveClientsPerToken: 20,
  registry: "open",
} as const;
