import { isIP, type OnReadOpts } from "node:net";
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
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
    socket.resetAndDestroy = resetUnderTls;
    socket.on("session", (ticket) => sessions.set(owner, ticket));
    socket.once("secureConnect", () => {
      if (socket.isSessionReused()) onResumed();
    });
    return socket;
  };
}

/** The system's handle of a TCP connection, as Node has it inside; `reset` answers 0 where it could. */
interface TcpHandle {
  reset?(done: () => void): number;
  close(done: () => void): void;
}

/**
 * Resets the TCP connection under a TLS one. Node refuses to (ERR_INVALID_HANDLE_TYPE), though its handle can: it is told
 * to do so where it would close. Where a later Node has no such handle, the connection is closed as usual.
 */
export function resetUnderTls(this: TLSSocket): TLSSocket {
  const { _handle: handle } = this as unknown as { _handle: { _parent?: TcpHandle } | null };
  const tcp = handle?._parent;
  if (tcp?.reset !== undefined) {
    const close = tcp.close.bind(tcp);
    tcp.close = (done) => {
      if (tcp.reset?.(done) !== 0) close(done);
    };
  }
  return this.destroy();
}
