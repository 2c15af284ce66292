import { connect as connectTcp, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { BrokerAccess } from "@homesync/broker/reach";

/** Opens the byte stream to the broker: TCP, or TLS 1.2 or later with the certificate verified (REQ-001). */
export function dial({ address, ca }: BrokerAccess): Duplex {
  const { host, port, tls } = address;
  if (!tls) return connectTcp({ host, port, noDelay: true });
  const socket = connectTls({
    host,
    port,
    // An address is no name to ask for (RFC 6066, 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.setNoDelay(true);
  return socket;
}
