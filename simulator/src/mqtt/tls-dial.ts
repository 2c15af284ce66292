import { isIP, type OnReadOpts } from "node:net";
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
} from "node:tls";
import type { BrokerAccess } from "@homesync/broker/reach";
import type { LocalAddress } from "./local-addresses.ts";
import type { Dial } from "./transport.ts";

/** What a TLS connection to this broker trusts, and shows; parsed once for all. */
export function secureContextOf({ ca, clientCertificate }: BrokerAccess): SecureContext {
  return createSecureContext({
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() }),
  });
}

/** The name that the broker's certificate must be for (SNI); an address has none (RFC 6066, 3). */
export const serverNameOf = (host: string): { servername?: string } =>
  isIP(host) === 0 ? { servername: host } : {};

/** Dials over TLS. Who connects again resumes its session where the broker agrees: no certificate, no signature. */
export function tlsDialer(access: BrokerAccess, from: LocalAddress): Dial {
  const { host, port } = access.address;
  const secureContext = secureContextOf(access);
  const servername = serverNameOf(host);
  const sessions = new WeakMap<object, Buffer>();
  return ({ onread, owner, to, onResumed }) => {
    const session = sessions.get(owner);
    // tls.connect documents onread; its types leave it out.
    const options: ConnectionOptions & { onread: OnReadOpts } = {
      host: to?.host ?? host,
      port: to?.port ?? port,
      ...servername,
      // Also where the way leads elsewhere the certificate is the broker's.
      checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
      secureContext,
      onread,
      ...(session === undefined ? {} : { session }),
      ...from(),
    };
    const socket = connect(options);
    socket.setNoDelay(true);
    socket.on("session", (ticket) => sessions.set(owner, ticket));
    socket.once("secureConnect", () => {
      if (socket.isSessionReused()) onResumed();
    });
    return socket;
  };
}
