import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
} from "node:tls";
import type { BrokerAccess } from "@homesync/broker/reach";

export interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens the byte stream to the broker; one function a transport, picked once a fleet. `to`: another place than the
 * broker's, where the same is expected of the other end as of the broker, its certificate included.
 */
export type Dial = (onread: OnReadOpts, to?: Destination) => Socket;

/** The way to dial this broker. */
export function dialer(access: BrokerAccess): Dial {
  const { tls, host, port } = access.address;
  return tls
    ? tlsDialer(access)
    : (onread, to) => connectTcp({ host: to?.host ?? host, port: to?.port ?? port, noDelay: true, onread });
}

function tlsDialer({ address: { host, port }, ca }: BrokerAccess): Dial {
  // One context for all: making it parses the certificates.
  const secureContext: SecureContext = createSecureContext({
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
  });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return (onread, to) => {
    // tls.connect documents onread; its types leave it out.
    const options: ConnectionOptions & { onread: OnReadOpts } = {
      host: to?.host ?? host,
      port: to?.port ?? port,
      ...servername,
      secureContext,
      onread,
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    return socket;
  };
}
