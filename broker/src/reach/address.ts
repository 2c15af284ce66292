import { isIPv4 } from "node:net";
import { ReachError } from "./error.ts";

/** Where a broker is. Never holds a credential. */
export interface BrokerAddress {
  readonly tls: boolean;
  /** Host name or address, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** For logs and people. */
  readonly url: string;
}

const DEFAULT_PORT = { "mqtt:": 1883, "mqtts:": 8883 } as const;
const FORM = "write mqtts://host:8883 (TLS) or mqtt://127.0.0.1:1883 (plain)";

/**
 * Reads `mqtt://host[:port]` or `mqtts://host[:port]`.
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
  if (protocol !== "mqtt:" && protocol !== "mqtts:") {
    throw new ReachError(`${protocol}// does not lead to a broker: ${FORM}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new ReachError(
      "the broker's URL holds a credential, which other users of this machine could read:\ngive the name with --username and the password in HOMESYNC_MQTT_PASSWORD or --password-file",
    );
  }
  const port = url.port === "" ? DEFAULT_PORT[protocol] : Number(url.port);
  const more = !["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "";
  if (hostname === "" || port === 0 || more) {
    throw new ReachError(`the broker's URL must have scheme, host and port only: ${FORM}`);
  }
  return {
    tls: protocol === "mqtts:",
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    url: `${protocol}//${hostname}:${port}`,
  };
}

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
  throw new ReachError(
    `${address.url} is not encrypted: credentials and readings could be read on the way.\nUse mqtts://${address.host}:8883, or --insecure if you accept that`,
  );
}
