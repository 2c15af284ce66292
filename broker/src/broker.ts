import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { LIMITS } from "@homesync/protocol";
import { Aedes, type Client } from "aedes";
import { type Credential, Credentials } from "./access/credentials.ts";
import { startError } from "./errors.ts";
import { guardSocket } from "./limits/guard-socket.ts";
import { type BrokerLink, createLink } from "./link.ts";
import type { BrokerLogger } from "./logger.ts";
import { applyPolicy } from "./policy.ts";

export interface BrokerOptions {
  /** Address to listen on; only this machine can connect unless another is given. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** By username; without it every client is admitted to everything. */
  readonly credentials?: Readonly<Record<string, Credential>>;
  readonly logger?: BrokerLogger;
}

/** A client came or went. */
export interface ClientEvent {
  readonly kind: "connected" | "disconnected";
  readonly clientId: string;
}

export interface Broker extends BrokerLink {
  /** `mqtt://host:port`, for clients on this machine. */
  readonly url: string;
  readonly port: number;
  readonly connectedClients: number;
  /** @returns stops the calls */
  onClient(listener: (event: ClientEvent) => void): () => void;
  /** Stops listening, ends every connection (a lost one, so wills are published) and resolves when all are gone. */
  close(): Promise<void>;
}

/** Largest remaining length of a frame: a PUBLISH with the longest topic, its packet id and the largest payload. */
const MAX_FRAME = 2 + 65_535 + 2 + LIMITS.maxMessageBytes.value;

/** Connects that may wait to be accepted; a fleet opens many at once. */
const BACKLOG = 1024;

/**
 * Starts a broker in this process.
 * @throws BrokerStartError when it cannot listen
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { host = "127.0.0.1", port = 0, credentials, logger } = options;
  const aedes = await Aedes.createBroker();
  applyPolicy(aedes, credentials === undefined ? undefined : new Credentials(credentials), logger);

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    guardSocket(socket, MAX_FRAME);
    aedes.handle(socket);
  });
  try {
    await listen(server, host, port);
  } catch (error) {
    await closeAedes(aedes);
    throw startError(error as NodeJS.ErrnoException, host, port);
  }

  const address = server.address() as AddressInfo;
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
    close() {
      closing ??= closeAll(aedes, server, sockets);
      return closing;
    },
  };
}

async function closeAll(aedes: Aedes, server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await closeAedes(aedes);
  // Those that never sent CONNECT are unknown to aedes.
  for (const socket of sockets) socket.destroy();
  await closed;
}

const closeAedes = (aedes: Aedes): Promise<void> => new Promise((resolve) => aedes.close(() => resolve()));

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Where a client of this machine connects to: the address listened on, or loopback when that is all of them. */
function clientHost({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return family === "IPv6" ? `[${address}]` : address;
}
