import type { AddressInfo } from "node:net";
import { LIMITS } from "@homesync/protocol";
import { Aedes, type Client } from "aedes";
import { type Credential, Credentials } from "./access/credentials.ts";
import { BrokerStartError, startError } from "./errors.ts";
import { guardSocket } from "./limits/guard-socket.ts";
import { type BrokerLink, createLink } from "./link.ts";
import { Listener, type Traffic } from "./listener.ts";
import type { BrokerLogger } from "./logger.ts";
import { keepOrder } from "./order.ts";
import { keepOverlapsApart } from "./overlaps.ts";
import { Gate } from "./plans/gate.ts";
import type { Plan } from "./plans/plan.ts";
import { applyPolicy } from "./policy.ts";

export interface BrokerOptions {
  /** Address to listen on; only this machine can connect unless another is given. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** By username; without it every client is admitted to everything. */
  readonly credentials?: Readonly<Record<string, Credential>>;
  /** Limits that it keeps, as one of PLANS has them; none when absent. */
  readonly plan?: Plan;
  readonly logger?: BrokerLogger;
}

/** A client came or went. */
export interface ClientEvent {
  readonly kind: "connected" | "disconnected";
  readonly clientId: string;
}

/** What a plan counts. */
export interface BrokerUsage extends Traffic {
  /** Client ids that are connected, or whose persistent session waits for them. */
  readonly sessions: number;
  /** Connects that were turned away. */
  readonly refused: number;
}

export interface Broker extends BrokerLink {
  /** `mqtt://host:port`, for clients on this machine. */
  readonly url: string;
  readonly port: number;
  readonly connectedClients: number;
  /** @returns stops the calls */
  onClient(listener: (event: ClientEvent) => void): () => void;
  usage(): BrokerUsage;
  /** Other limits from now on; nobody who is connected is turned out. */
  setPlan(plan: Plan | undefined): void;
  /** Answers every CONNECT with this return code, 2 to 5 (MQTT 3.1.1, table 3.1); undefined admits again. */
  refuseConnects(returnCode: number | undefined): void;
  /** Ends every connection and listens no more, as a broker that restarts; sessions and retained messages are kept. */
  suspend(): Promise<void>;
  /** Listens again on the same port. Rejects with the system's error when another program has taken it. */
  resume(): Promise<void>;
  /** Stops listening, ends every connection (a lost one, so wills are published) and resolves when all are gone. */
  close(): Promise<void>;
}

/** Largest remaining length of a frame: a PUBLISH with the longest topic, its packet id and the largest payload. */
const MAX_FRAME = 2 + 65_535 + 2 + LIMITS.maxMessageBytes.value;

/**
 * Starts a broker in this process.
 * @throws BrokerStartError when it cannot listen
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { host = "127.0.0.1", port = 0, credentials, plan, logger } = options;
  requireFewFilters(credentials, plan);
  const aedes = await Aedes.createBroker();
  keepOrder(aedes);
  keepOverlapsApart(aedes);
  const gate = new Gate(plan, () => performance.now());
  applyPolicy(aedes, gate, credentials === undefined ? undefined : new Credentials(credentials), logger);

  const listener = new Listener((socket) => {
    guardSocket(socket, MAX_FRAME);
    aedes.handle(socket);
  });
  let address: AddressInfo;
  try {
    address = await listener.open(host, port);
  } catch (error) {
    await closeAedes(aedes);
    throw startError(error as NodeJS.ErrnoException, host, port);
  }

  let closing: Promise<void> | undefined;
  return {
    ...createLink(aedes),
    url: `mqtt://${clientHost(address)}:${address.port}`,
    port: address.port,
    get connectedClients() {
      return aedes.connectedClients;
    },
    onClient(listener) {
      const connected = (client: Client): void => listener({ kind: "connected", clientId: client.id });
      const disconnected = (client: Client): void => listener({ kind: "disconnected", clientId: client.id });
      aedes.on("clientReady", connected);
      aedes.on("clientDisconnect", disconnected);
      return () => {
        aedes.off("clientReady", connected);
        aedes.off("clientDisconnect", disconnected);
      };
    },
    usage: () => ({ sessions: gate.sessions, refused: gate.refused, ...listener.traffic }),
    setPlan(changed) {
      gate.plan = changed;
    },
    refuseConnects(returnCode) {
      gate.refuses = returnCode;
    },
    suspend: () => listener.close(),
    resume: () => listener.reopen(),
    close() {
      // Those that never sent CONNECT are unknown to aedes.
      closing ??= listener.close(() => closeAedes(aedes));
      return closing;
    },
  };
}

/** @throws BrokerStartError when a credential holds more filters than the plan lets it */
function requireFewFilters(
  credentials: Readonly<Record<string, Credential>> | undefined,
  plan: Plan | undefined,
): void {
  const most = plan?.maxFiltersPerCredential ?? Number.POSITIVE_INFINITY;
  for (const [username, { filters }] of Object.entries(credentials ?? {})) {
    if (filters.length <= most) continue;
    throw new BrokerStartError(
      "against_plan",
      `the credential ${username} has ${filters.length} topic filters, and ${plan?.title} allows ${most}: use one that covers them, such as homesync/{home}/#`,
    );
  }
}

const closeAedes = (aedes: Aedes): Promise<void> => new Promise((resolve) => aedes.close(() => resolve()));

/** Where a client of this machine connects to: the address listened on, or loopback when that is all of them. */
function clientHost({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return family === "IPv6" ? `[${address}]` : address;
}
