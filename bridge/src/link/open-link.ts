import { isIPv6 } from "node:net";
import { type Broker, BrokerStartError, type ClientEvent, startBroker } from "@homesync/broker";
import { type BrokerAccess, type BrokerAddress, isLoopback, resolveAccess } from "@homesync/broker/reach";
import type { Logger } from "pino";
import { DEFAULTS, type EmbeddedBroker, type ExternalBroker } from "../config/bridge-config.ts";
import { stableClientId } from "../config/client-id.ts";
import { StartError, usageError } from "../config/start-error.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { Clock } from "../time/clock.ts";
import { EmbeddedLink } from "./embedded-link.ts";
import type { Link } from "./link.ts";
import { MqttLink } from "./mqtt-link.ts";

type SessionChoices = Pick<ExternalBroker, "telemetryQos" | "keepAliveS" | "subscriptions" | "clean">;

/** A broker's configuration that was found good. */
export type CheckedBroker =
  | { readonly kind: "embedded"; readonly host: string; readonly port: number }
  | {
      readonly kind: "external";
      readonly access: BrokerAccess;
      readonly fallback: BrokerAccess | undefined;
      readonly session: SessionChoices;
    };

/**
 * Checks a broker's configuration, before anything is made for it.
 * @throws StartError: unsafe
 * @throws ReachError: wrong URL, unsafe, bad certificate file
 */
export async function checkBroker(config: EmbeddedBroker | ExternalBroker): Promise<CheckedBroker> {
  if (config.kind === "embedded") {
    const { host = DEFAULTS.brokerHost, port = DEFAULTS.brokerPort, insecure = false } = config;
    if (isLoopback(host) || insecure) return { kind: "embedded", host, port };
    throw usageError(
      `the embedded broker on ${host} would admit everyone on the network, unencrypted:\nadd --insecure if you accept that, or use a broker of your own with --broker`,
    );
  }
  const access = await resolveAccess(config);
  const url = fallbackUrl(access.address, config.fallbackUrl);
  const fallback = url === undefined ? undefined : await resolveAccess({ ...config, url });
  return { kind: "external", access, fallback, session: config };
}

/** Where HiveMQ Cloud, and brokers set up like it, take WebSockets over TLS (REQ-001, "Broker configuration"). */
const WEB_SOCKET_PORT = 8884;
const TLS_PORT = 8883;

/** The other way to the broker: as told, or that of HiveMQ Cloud for a broker on the port of MQTT over TLS. */
function fallbackUrl({ scheme, host, port }: BrokerAddress, told: string | undefined): string | undefined {
  if (told === "none") return undefined;
  if (told !== undefined) return told;
  if (scheme !== "mqtts" || port !== TLS_PORT) return undefined;
  return `wss://${isIPv6(host) ? `[${host}]` : host}:${WEB_SOCKET_PORT}/mqtt`;
}

export interface LinkParts {
  /** File of the stable client id. */
  readonly clientIdFile: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** The nodes that someone added, now. */
  readonly registered: () => Iterable<NodeAddress>;
  /** Filters beside those of the protocol. */
  readonly moreFilters: readonly string[];
}

/** A link and what was started for it. */
export interface OpenedLink {
  readonly link: Link;
  /** Clients of the embedded broker that come and go; nobody tells of those of another one. @returns stops the calls */
  onClient(listener: (event: ClientEvent) => void): () => void;
  /** Ends the embedded broker, if there is one; after the link is closed. */
  closeBroker(): Promise<void>;
}

/**
 * Makes the link to a broker; it is not started yet.
 * @throws StartError: port in use, client id unreadable
 */
export async function openLink(broker: CheckedBroker, parts: LinkParts): Promise<OpenedLink> {
  const { clock, random, log, clientIdFile } = parts;
  if (broker.kind === "embedded") {
    const embedded = await startEmbedded(broker.host, broker.port, log.child({ part: "broker" }));
    return {
      link: new EmbeddedLink(embedded, clock, parts.moreFilters),
      onClient: (listener) => embedded.onClient(listener),
      closeBroker: () => embedded.close(),
    };
  }
  const clientId = await stableClientId(clientIdFile);
  const { access, fallback, session } = broker;
  const link = new MqttLink({
    broker: access,
    fallback,
    nodes: session.subscriptions === "registered" ? parts.registered() : undefined,
    telemetryQos: session.telemetryQos,
    clean: session.clean,
    keepAliveS: session.keepAliveS,
    moreFilters: parts.moreFilters,
    clientId,
    clock,
    random,
    log,
  });
  return { link, onClient: () => () => undefined, closeBroker: () => Promise.resolve() };
}

async function startEmbedded(host: string, port: number, logger: Logger): Promise<Broker> {
  try {
    return await startBroker({ host, port, logger });
  } catch (error) {
    if (!(error instanceof BrokerStartError)) throw error;
    throw new StartError(
      `embedded broker: ${error.message} (--broker-port, --broker-host)`,
      undefined,
      error,
    );
  }
}
