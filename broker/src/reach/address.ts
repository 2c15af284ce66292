import { isIPv4 } from "node:net";
import { ReachError } from "./error.ts";

/** How the bytes of MQTT travel: plain TCP, TLS, or a WebSocket over either. */
export type Scheme = keyof typeof DEFAULT_PORT;

/** Where a broker is. Never holds a credential. */
export interface BrokerAddress {
  readonly scheme: Scheme;
  readonly tls: boolean;
  /** Host name or address, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** Of the WebSocket, such as `/mqtt`; empty where there is none. */
  readonly path: string;
  /** For logs and people. */
  readonly url: string;
}

const DEFAULT_PORT = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;
/** Where brokers listen for WebSockets, HiveMQ Cloud among them. */
const DEFAULT_PATH = "/mqtt";
const MAX_PATH = 255;
const FORM =
  "write mqtts://host:8883 (TLS), mqtt://127.0.0.1:1883 (plain), or wss://host:8884/mqtt (WebSocket over TLS)";

/**
 * Reads `mqtt://host[:port]`, `mqtts://host[:port]`, `ws://host[:port][/path]` or `wss://host[:port][/path]`; the path
 * of a WebSocket is `/mqtt` when there is none.
 * @throws ReachError that says what is wrong with it, without repeating a password
 */
export function parseBrokerUrl(text: string): BrokerAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ReachError(`the broker's address is not a URL: ${FORM}`);
  }
  const { protocol, hostname } = url;
  const scheme = protocol.slice(0, -1);
  if (!isScheme(scheme)) throw new ReachError(`${protocol}// does not lead to a broker: ${FORM}`);
  if (url.username !== "" || url.password !== "") {
    throw new ReachError(
      "the broker's URL holds a credential, which other users of this machine could read:\ngive the name with --username and the password in HOMESYNC_MQTT_PASSWORD or --password-file",
    );
  }
  const webSocket = scheme === "ws" || scheme === "wss";
  const port = url.port === "" ? DEFAULT_PORT[scheme] : Number(url.port);
  const hasPath = !["", "/"].includes(url.pathname);
  if (hostname === "" || port === 0 || url.search !== "" || url.hash !== "" || (hasPath && !webSocket)) {
    const parts = webSocket ? "scheme, host, port and path" : "scheme, host and port";
    throw new ReachError(`the broker's URL must have ${parts} only: ${FORM}`);
  }
  if (url.pathname.length > MAX_PATH) {
    throw new ReachError(`the path of the broker's URL has more than ${MAX_PATH} characters: ${FORM}`);
  }
  const path = webSocket ? (hasPath ? url.pathname : DEFAULT_PATH) : "";
  return {
    scheme,
    tls: scheme === "mqtts" || scheme === "wss",
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    path,
    url: `${protocol}//${hostname}:${port}${path}`,
  };
}

const isScheme = (text: string): text is Scheme => Object.hasOwn(DEFAULT_PORT, text);

/** Whether what is sent to this host stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/**
 * TLS is required to any host but loopback (design: TLS).
 * @throws ReachError unless the connection is safe, or the user insists
 */
export function requireSafe(address: BrokerAddress, insecure: boolean): void {
  if (address.tls || isLoopback(address.host) || insecure) return;
  const secure =
    address.path === "" ? `mqtts://${address.host}:8883` : `wss://${address.host}:8884${address.path}`;
  throw new ReachError(
    `${address.url} is not encrypted: credentials and readings could be read on the way.\nUse ${secure}, or --insecure if you accept that`,
  );
}
