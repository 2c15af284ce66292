import { connect as connectTcp, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { BrokerAccess } from "@homesync/broker/reach";
import { webSocketStream } from "./web-socket-stream.ts";

/** Opens the byte stream to the broker: TCP, TLS 1.2 or later with the certificate verified, or a WebSocket (REQ-001). */
export function dial(access: BrokerAccess): Duplex {
  const { host, port, path, tls } = access.address;
  if (path !== "") return webSocketStream(access);
  if (!tls) return connectTcp({ host, port, noDelay: true });
  const { ca, clientCertificate } = access;
  const socket = connectTls({
    host,
    port,
    // An address is no name to ask for (RFC 6066, 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
  });
  socket.setNoDelay(true);
  return socket;
}

/**
 * Whether a broker can be reached: TCP, and TLS where it is asked for. Nothing is said to it.
 * @param signal gives up
 */
export function canReach(access: BrokerAccess, signal: AbortSignal): Promise<boolean> {
  const socket = dial(access);
  return new Promise<boolean>((resolve) => {
    socket.once(access.address.tls ? "secureConnect" : "connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    signal.addEventListener("abort", () => resolve(false), { once: true });
  }).finally(() => socket.destroy());
}
